import Foundation
import Processes
import Testing

/// The program itself, as it was built with the tests: it stands beside them.
let builtProgram: URL? = {
  let tests = URL(filePath: CommandLine.arguments[0])
  var folder = tests.deletingLastPathComponent()
  for _ in 0..<5 {
    let candidate = folder.appending(path: "etch")
    if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
    folder = folder.deletingLastPathComponent()
  }
  return nil
}()

/// One process of the program that has ended.
struct EtchProgram {
  /// As shells have it: 128 and the number where a signal ended it.
  let status: Int32
  let output: String
  let errors: String

  /// Runs it to its end.
  ///
  /// - Parameters:
  ///   - redirection: what a shell does with its streams: `>/dev/full`, `2>&-`.
  ///   - environment: variables beside those of the tests.
  ///   - limits: what a shell does before: `ulimit -n 9`.
  init(
    _ arguments: [String], redirection: String = "", environment: [String: String] = [:],
    limits: String = ":"
  ) throws {
    let program = try #require(builtProgram, "the program is not built beside the tests")
    let ending = try Subprocess.run(
      Command(
        "/bin/sh",
        ["-c", "\(limits); exec \"$@\" \(redirection)", "sh", program.path] + arguments,
        environment: environment, seconds: 900, outputLimit: 1 << 26))
    status =
      switch ending.cause {
      case .status(let status): status
      case .signal(let signal): 128 + signal
      case .outOfTime, .notStarted: -1
      }
    output = ending.text
    errors = ending.errorText
  }
}
