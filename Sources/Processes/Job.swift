import CProcesses
import Diagnostics
import Foundation

/// A program that runs beside this one for as long as it takes, in a process group of its own; what it writes goes to a
/// file. It reads nothing and inherits no other descriptor.
public final class Job {
  private var process: Int32 = 0

  /// Starts it.
  ///
  /// - Parameters:
  ///   - command: its time limit and limits of output do not count.
  ///   - output: the file for all that it writes; emptied, its folder must be there.
  /// - Throws: a diagnostic, where the file cannot be written or the program cannot be started.
  public init(_ command: Command, output: String) throws {
    // Without O_NONBLOCK, opening a named pipe would wait for ever.
    let opened = open(
      output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o666)
    guard opened >= 0 else {
      throw Diagnostic.machine("cannot write '\(output)': \(String(cString: strerror(errno)))")
    }
    defer { close(opened) }
    let variables = ProcessInfo.processInfo.environment.merging(command.environment) { $1 }
    do {
      try RunningProcess.withCStrings([command.path] + command.arguments) { arguments in
        try RunningProcess.withCStrings(variables.map { "\($0)=\($1)" }) { environment in
          try StartFailure.check(
            etch_spawn(
              &process, command.path, arguments, environment, "/dev/null", opened, opened))
        }
      }
    } catch let failure as StartFailure {
      let ending = try failure.ending(of: command)
      throw Diagnostic.machine("\(command.title) \(ending.sentence)")
    }
  }

  /// How it ended, once it has; `nil` while it runs.
  public func look() -> Command.Ending.Cause? {
    guard process > 0 else { return ending }
    var status: Int32 = 0
    var signal: Int32 = 0
    guard etch_has_ended(process, &status, &signal) != 0 else { return nil }
    // What a killed program had started works for nobody.
    if signal != 0 { etch_signal_group(process, SIGKILL) }
    etch_reap(process)
    process = 0
    ending = signal == 0 ? .status(status) : .signal(signal)
    return ending
  }

  private var ending: Command.Ending.Cause?

  /// Signals it and all of its group.
  public func signal(_ number: Int32) {
    if process > 0 { etch_signal_group(process, number) }
  }

  deinit {
    guard process > 0 else { return }
    etch_signal_group(process, SIGKILL)
    etch_reap(process)
  }
}

extension Interruption {
  /// From now on this process is asked to stop when the one that started it ends, however that ends. Where the system cannot
  /// do that, nothing happens.
  ///
  /// - Parameter parent: the number of the process that started this one.
  /// - Throws: `Interruption`, where it has ended already.
  public static func endsWith(parent: Int32) throws {
    guard etch_end_with_parent(parent) == 0 else { throw Interruption() }
  }
}
