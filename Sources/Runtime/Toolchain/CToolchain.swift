import Diagnostics
import Foundation
import Processes

/// The C compiler of this machine.
public struct CToolchain: Sendable, Hashable {
  /// Where the compiler is.
  public let path: String
  /// What stands before all other arguments: `$CC` may be `ccache gcc`.
  public let leadingArguments: [String]
  /// What `--version` prints: the identity that cached libraries are keyed by.
  public let version: String
  /// Whether it was found not to take what clang alone is told.
  var isPlain = false

  /// The first that works, in the order: `$CC`, the Swift toolchain's clang, clang, gcc, cc. What `$CC` names is
  /// the only one that is tried.
  ///
  /// - Parameters:
  ///   - remark: is told of each that is passed over, once another one works.
  ///   - probe: throws a diagnostic where a compiler does not make kernels, and an `UnusablePlace` where none could.
  ///   - stopping: where it says so, a compiler that is asked is ended.
  /// - Throws: a diagnostic that says what to install, where there is none, or what is wrong with those there are, or with
  ///   the place where they are to write.
  public static func find(
    in environment: [String: String] = ProcessInfo.processInfo.environment,
    remark: (String) -> Void = { _ in }, stopping: () -> Bool = { Interruption.isRequested },
    probe: (CToolchain) throws -> Void = { _ in }
  ) throws -> CToolchain {
    do {
      return try first(in: environment, remark: remark, stopping: stopping, probe: probe)
    } catch let place as UnusablePlace {
      throw place.problem
    }
  }

  private static func first(
    in environment: [String: String], remark: (String) -> Void, stopping: () -> Bool,
    probe: (CToolchain) throws -> Void
  ) throws -> CToolchain {
    let folders = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
      .filter { $0.hasPrefix("/") }
    func search(_ name: String) -> String? {
      if name.contains("/") { return isExecutable(name) ? name : nil }
      return folders.lazy.map { $0 + "/" + name }.first(where: isExecutable)
    }

    let wish = (environment["CC"] ?? "").split(separator: " ").map(String.init)
    if let name = wish.first {
      guard let path = search(name) else {
        throw Diagnostic.machine(
          "no C compiler '\(name)', which the environment variable CC names",
          notes: [.init("unset CC to use the compiler that is installed")])
      }
      switch try ask(path, Array(wish.dropFirst()), stopping: stopping) {
      case .success(let toolchain):
        return try probed(toolchain, probe)
      case .failure(let problem): throw problem
      }
    }
    var candidates: [String] = []
    if let swift = search("swift") {
      let folder = URL(filePath: swift).resolvingSymlinksInPath().deletingLastPathComponent()
      candidates.append(folder.appending(path: "clang").path(percentEncoded: false))
    }
    candidates += ["clang", "gcc", "cc"].compactMap(search)
    var problems: [Diagnostic] = []
    // The Swift toolchain's clang is often the first of PATH too: it is asked once.
    var asked: Set<String> = []
    for path in candidates where isExecutable(path) && asked.insert(path).inserted {
      switch try ask(path, [], stopping: stopping) {
      case .failure(let problem): problems.append(problem)
      case .success(let toolchain):
        let works: CToolchain
        do {
          works = try probed(toolchain, probe)
        } catch let problem as Diagnostic {
          problems.append(problem)
          continue
        }
        for problem in problems {
          remark("\(problem.message); '\(path)' is used in its place")
        }
        return works
      }
    }
    throw none(problems)
  }

  /// A compiler as it works: where it does not with what clang alone is told, without that.
  private static func probed(
    _ toolchain: CToolchain, _ probe: (CToolchain) throws -> Void
  ) throws -> CToolchain {
    do {
      try probe(toolchain)
      return toolchain
    } catch let problem as Diagnostic {
      guard toolchain.isClang else { throw problem }
      var plain = toolchain
      plain.isPlain = true
      try probe(plain)
      return plain
    }
  }

  private static func none(_ problems: [Diagnostic]) -> Diagnostic {
    let advice = [
      Diagnostic.Note(
        "install one: 'apt install clang', 'dnf install clang' or 'xcode-select --install'"),
      Diagnostic.Note("or run with '--backend reference', which needs none and is slow"),
    ]
    if problems.isEmpty {
      return Diagnostic.machine(
        "no C compiler is found, and kernels are compiled by one", notes: advice)
    }
    return Diagnostic.machine(
      "no C compiler works here, and kernels are compiled by one",
      notes: problems.flatMap { [Diagnostic.Note($0.message)] + $0.notes } + advice)
  }

  private static func isExecutable(_ path: String) -> Bool {
    var folder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &folder) && !folder.boolValue
      && FileManager.default.isExecutableFile(atPath: path)
  }

  /// How messages call it.
  static func title(_ path: String) -> String { "the C compiler '\(path)'" }

  /// What to say of a compiler that was ended, since it took too long: it may well work.
  static func slow(_ path: String, _ failure: String, within seconds: Double) -> Diagnostic {
    Diagnostic.machine(
      "\(title(path)) \(failure) within \(Int(seconds).counted("second"))",
      notes: [.init("this machine may be busy with something else: try again when it is less so")])
  }

  /// - Parameter seconds: how long it may take to say its version: on a busy machine, a moment is half a minute.
  static func ask(
    _ path: String, _ leading: [String], seconds: Double = 120, stopping: () -> Bool
  ) throws -> Result<CToolchain, Diagnostic> {
    let ending = try Subprocess.run(
      Command(
        path, leading + ["--version"], title: title(path), environment: environment,
        seconds: seconds, joinsErrors: true), stopping: stopping)
    guard ending.cause != .outOfTime else {
      return .failure(slow(path, "did not answer '--version'", within: seconds))
    }
    guard ending.succeeded, !ending.text.isEmpty else {
      return .failure(
        Diagnostic.machine(
          "\(title(path)) does not work: with '--version' it \(ending.sentence)",
          notes: ending.text.isEmpty ? [] : [.init(ending.text)]))
    }
    return .success(CToolchain(path: path, leadingArguments: leading, version: ending.text))
  }

  /// Messages in English, whatever the user's language: they go into keys and diagnostics.
  static let environment = ["LC_ALL": "C"]
}
