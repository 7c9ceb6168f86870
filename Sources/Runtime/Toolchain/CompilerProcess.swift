import Diagnostics
import Foundation

/// A compiler that is running: started with arguments as they are (no shell), waited for on the calling
/// thread.
///
/// What it prints goes to a file without a name, so that it never waits for a reader.
final class CompilerProcess: @unchecked Sendable {
  struct Answer: Sendable {
    var succeeded: Bool
    /// "ended with status 1".
    var ending: String
    /// What it printed, both streams in one.
    var output: String
  }

  /// No compiler prints more that anyone reads.
  private static let outputLimit = 1 << 20

  private let path: String
  private let process = Process()
  private let ended = DispatchSemaphore(value: 0)
  private let output: FileHandle

  /// Starts the compiler.
  ///
  /// - Throws: a diagnostic, where it cannot be started.
  init(_ path: String, _ arguments: [String]) throws {
    self.path = path
    let file = NSTemporaryDirectory() + "etch-compiler-\(UUID().uuidString)"
    let descriptor = open(file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw Diagnostic.machine(
        "the temporary file '\(file)' cannot be made: \(String(cString: strerror(errno)))",
        notes: [.init("set TMPDIR to a folder that you may write to")])
    }
    unlink(file)
    output = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    var environment = ProcessInfo.processInfo.environment
    // Messages in English, whatever the user's language: they go into keys and diagnostics.
    environment["LC_ALL"] = "C"
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    process.terminationHandler = { [ended] _ in ended.signal() }
    do {
      try process.run()
    } catch {
      throw Diagnostic.machine(
        "the C compiler '\(path)' cannot be started: \(error.localizedDescription)")
    }
  }

  /// Waits until the compiler ends; one that takes longer than `seconds` is ended.
  ///
  /// - Throws: a diagnostic, where it took too long.
  func wait(seconds: Double) throws -> Answer {
    if ended.wait(timeout: .now() + seconds) == .timedOut {
      kill(process.processIdentifier, SIGKILL)
      ended.wait()
      throw Diagnostic.machine(
        "the C compiler '\(path)' did not end within \(Int(seconds)) seconds")
    }
    let status = process.terminationStatus
    let signalled = process.terminationReason == .uncaughtSignal
    try? output.seek(toOffset: 0)
    let bytes = (try? output.read(upToCount: Self.outputLimit)) ?? Data()
    return Answer(
      succeeded: status == 0 && !signalled,
      ending: signalled ? "was ended by signal \(status)" : "ended with status \(status)",
      output: String(decoding: bytes, as: UTF8.self))
  }
}
