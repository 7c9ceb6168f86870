import CProcesses
import Diagnostics
import Foundation

/// A program that runs, until it has been reaped.
///
/// Its end is looked for when its streams end, and now and then in between: something that it started may hold them
/// open for longer.
final class RunningProcess {
  /// How long a group has between being asked to end and being ended.
  static let grace = Duration.seconds(1)

  /// One of its streams, as far as it was read.
  struct Stream {
    var descriptor: Int32
    var bytes: [UInt8] = []

    /// Reads what there is, but no more than a writer without end has time for; keeps no more than `limit`.
    mutating func read(limit: Int, into buffer: UnsafeMutableRawBufferPointer) {
      for _ in 0..<256 where descriptor >= 0 {
        let count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
        if count > 0 {
          bytes.append(contentsOf: buffer.prefix(min(count, limit - bytes.count)))
        } else if count == 0 || (errno != EINTR && errno != EAGAIN) {
          close()
        } else if errno == EAGAIN {
          return
        }
      }
    }

    mutating func close() {
      if descriptor >= 0 { Foundation.close(descriptor) }
      descriptor = -1
    }
  }

  let command: Command
  private(set) var streams: [Stream] = []
  private var process: Int32 = 0
  private let deadline: SuspendingClock.Instant
  /// When the group was asked to end, for taking too long.
  private var asked: SuspendingClock.Instant?

  /// Starts it.
  ///
  /// - Throws: a `StartFailure`, where the machine does not allow it.
  init(_ command: Command, environment: [String: String]) throws {
    self.command = command
    deadline = .now + .seconds(command.seconds)
    var writing: [Int32] = []
    defer { for descriptor in writing { close(descriptor) } }
    do {
      for _ in 0..<(command.joinsErrors ? 1 : 2) {
        var ends: (reading: Int32, writing: Int32) = (-1, -1)
        try StartFailure.check(etch_pipe(&ends.reading, &ends.writing))
        streams.append(Stream(descriptor: ends.reading))
        writing.append(ends.writing)
      }
      let variables = environment.merging(command.environment) { $1 }
      try Self.withCStrings([command.path] + command.arguments) { arguments in
        try Self.withCStrings(variables.map { "\($0)=\($1)" }) { environment in
          try StartFailure.check(
            etch_spawn(
              &process, command.path, arguments, environment, command.input ?? "/dev/null",
              writing[0], writing[writing.count - 1]))
        }
      }
    } catch {
      closeStreams()
      throw error
    }
  }

  deinit { end() }

  /// Reads what it wrote, and says how it ended once it has.
  func look(
    at now: SuspendingClock.Instant, buffer: UnsafeMutableRawBufferPointer
  ) -> Command.Ending? {
    // The end first: what it wrote before is in the pipe by then.
    var status: Int32 = 0
    var signal: Int32 = 0
    let hasEnded = etch_has_ended(process, &status, &signal) != 0
    for index in streams.indices { streams[index].read(limit: command.outputLimit, into: buffer) }
    if let asked {
      // Others of its group may still tidy up.
      let isTidy = hasEnded && streams.allSatisfy { $0.descriptor < 0 }
      guard isTidy || now - asked > Self.grace else { return nil }
      end()
      return ending(.outOfTime)
    }
    if hasEnded {
      // What a killed program had started works for nobody.
      if signal == 0 { reap() } else { end() }
      return ending(signal == 0 ? .status(status) : .signal(signal))
    }
    if now > deadline {
      asked = now
      etch_signal_group(process, SIGTERM)
    }
    return nil
  }

  /// Ends the whole group at once.
  func end() {
    guard process > 0 else { return }
    etch_signal_group(process, SIGKILL)
    reap()
  }

  private func reap() {
    etch_reap(process)
    process = 0
    closeStreams()
  }

  private func closeStreams() { for index in streams.indices { streams[index].close() } }

  private func ending(_ cause: Command.Ending.Cause) -> Command.Ending {
    Command.Ending(
      cause: cause, output: streams[0].bytes, errors: streams.count > 1 ? streams[1].bytes : [])
  }

  static func withCStrings<R>(
    _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) throws -> R
  ) throws -> R {
    let pointers = texts.map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    guard !pointers.contains(nil) else { throw StartFailure(code: ENOMEM) }
    return try body(pointers + [nil])
  }
}

/// Why a program did not start: the system's error number.
struct StartFailure: Error {
  let code: Int32

  static func check(_ code: Int32) throws {
    if code != 0 { throw StartFailure(code: code) }
  }

  /// What the machine lacks; `nil` where it is the program that is none.
  private var lack: String? {
    switch code {
    case EMFILE, ENFILE: "too few files may be open at once; see 'ulimit -n'"
    case EAGAIN: "too few processes may run at once; see 'ulimit -u'"
    case ENOMEM: "too little memory is free; see 'ulimit -v' too"
    default: nil
    }
  }

  /// Whether it may start when others have ended.
  var mayPass: Bool { lack != nil }

  /// How a program has ended that is none.
  ///
  /// - Throws: a diagnostic, where the machine lacks something.
  func ending(of command: Command) throws -> Command.Ending {
    if let lack {
      throw Diagnostic.machine(
        "\(command.title) cannot be started: \(String(cString: strerror(code)))",
        notes: [.init(lack)])
    }
    return Command.Ending(cause: .notStarted(code), output: [], errors: [])
  }
}
