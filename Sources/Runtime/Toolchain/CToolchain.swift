import Diagnostics
import Foundation

/// The C compiler of this machine.
public struct CToolchain: Sendable, Hashable {
  /// Where the compiler is.
  public let path: String
  /// What stands before all other arguments: `$CC` may be `ccache gcc`.
  public let leadingArguments: [String]
  /// What `--version` prints: the identity that cached libraries are keyed by.
  public let version: String

  /// The compiler, in the order: `$CC`, the Swift toolchain's clang, clang, gcc, cc.
  ///
  /// - Throws: a diagnostic that says what to install, where there is none, or where `$CC` is none.
  public static func find(
    in environment: [String: String] = ProcessInfo.processInfo.environment
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
      return try ask(path, Array(wish.dropFirst()))
    }
    var candidates: [String] = []
    if let swift = search("swift") {
      let folder = URL(filePath: swift).resolvingSymlinksInPath().deletingLastPathComponent()
      candidates.append(folder.appending(path: "clang").path(percentEncoded: false))
    }
    candidates += ["clang", "gcc", "cc"].compactMap(search)
    guard let path = candidates.first(where: isExecutable) else {
      throw Diagnostic.machine(
        "no C compiler is found, and kernels are compiled by one",
        notes: [
          .init(
            "install one: 'apt install clang', 'dnf install clang' or 'xcode-select --install'"),
          .init("or run with '--backend reference', which needs none and is slow"),
        ])
    }
    return try ask(path, [])
  }

  private static func isExecutable(_ path: String) -> Bool {
    var folder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &folder) && !folder.boolValue
      && FileManager.default.isExecutableFile(atPath: path)
  }

  private static func ask(_ path: String, _ leading: [String]) throws -> CToolchain {
    let answer = try CompilerProcess(path, leading + ["--version"]).wait(seconds: 20)
    guard answer.succeeded, !answer.output.isEmpty else {
      throw Diagnostic.machine(
        "the C compiler '\(path)' does not work: with '--version' it \(answer.ending)",
        notes: answer.output.isEmpty ? [] : [.init(answer.output)])
    }
    return CToolchain(path: path, leadingArguments: leading, version: answer.output)
  }
}
