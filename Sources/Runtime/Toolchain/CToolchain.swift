import Diagnostics
import Foundation
import Subprocess

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
        throw Diagnostic(
          .error, "no C compiler '\(name)', which the environment variable CC names", at: nil,
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
      throw Diagnostic(
        .error, "no C compiler is found, and kernels are compiled by one", at: nil,
        notes: [
          .init("install one: 'apt install clang', 'dnf install clang' or 'xcode-select --install'"),
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
    let answer = try execute(path, leading + ["--version"], timeout: .seconds(20))
    guard answer.succeeded, !answer.output.isEmpty else {
      throw Diagnostic(
        .error, "the C compiler '\(path)' does not work: '--version' \(answer.ending)", at: nil,
        notes: answer.error.isEmpty ? [] : [.init(answer.error)])
    }
    return CToolchain(path: path, leadingArguments: leading, version: answer.output)
  }

  /// How a process ended and what it printed.
  struct Answer: Sendable {
    var succeeded: Bool
    var ending: String
    var output: String
    var error: String
  }

  /// Runs a compiler and waits for it.
  static func execute(_ path: String, _ arguments: [String], timeout: Duration) throws -> Answer {
    try BlockingExecutor.run { try await run(path, arguments, timeout: timeout) }
  }

  /// Runs a compiler. One that takes longer than `timeout` is ended.
  ///
  /// - Throws: a diagnostic, where it cannot be started or takes too long.
  static func run(_ path: String, _ arguments: [String], timeout: Duration) async throws -> Answer {
    // Messages in English, whatever the user's language: they go into keys and diagnostics.
    let environment = Environment.inherit.updating(["LC_ALL": "C"])
    do {
      return try await withThrowingTaskGroup(of: Answer?.self) { group in
        group.addTask {
          let result = try await Subprocess.run(
            .path(.init(path)), arguments: Arguments(arguments), environment: environment,
            output: .string(limit: 1 << 20), error: .string(limit: 1 << 24))
          return Answer(
            succeeded: result.terminationStatus.isSuccess,
            ending: "ended with \(result.terminationStatus)",
            output: result.standardOutput, error: result.standardError)
        }
        group.addTask {
          try await Task.sleep(for: timeout)
          return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let answer = first else {
          throw Diagnostic(
            .error, "the C compiler '\(path)' did not end within \(timeout)", at: nil)
        }
        return answer
      }
    } catch let error as SubprocessError {
      throw Diagnostic(
        .error, "the C compiler '\(path)' could not be run: \(error)", at: nil)
    }
  }
}
