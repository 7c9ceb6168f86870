import Foundation
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
  init(_ arguments: [String], redirection: String = "", environment: [String: String] = [:]) throws
  {
    let program = try #require(builtProgram, "the program is not built beside the tests")
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments =
      ["-c", "exec \"$@\" \(redirection)", "sh", program.path] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    // Files, since two pipes that are read one after the other may both fill up.
    let folder = try RunsFolder()
    let files = ["output", "errors"].map { URL(filePath: folder.path).appending(path: $0) }
    for file in files { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    try process.run()
    process.waitUntilExit()
    let signal = process.terminationReason == .uncaughtSignal ? Int32(128) : 0
    status = signal + process.terminationStatus
    output = try String(contentsOf: files[0], encoding: .utf8)
    errors = try String(contentsOf: files[1], encoding: .utf8)
  }
}
