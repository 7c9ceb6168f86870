import Diagnostics
import Foundation

/// Runs programs on the calling thread, each in a process group of its own: no other thread, no queue, no shell.
///
/// A program reads its `input` or nothing, and inherits no descriptor. One that takes too long is asked to end with all that it
/// started, and a second later it is ended.
public enum Subprocess {
  /// Runs one program to its end.
  ///
  /// - Parameter stopping: asked some twenty times a second; where it says so, the program is ended.
  /// - Throws: a diagnostic, where the machine lacks what starting it takes; `Interruption`, where it was stopped.
  public static func run(
    _ command: Command, stopping: () -> Bool = { Interruption.isRequested }
  ) throws -> Command.Ending {
    guard let ending = try run([command], atOnce: 1, stopping: stopping)[0] else {
      preconditionFailure("a program that was run has no ending")
    }
    return ending
  }

  /// Runs programs, some at once, in their order. Where one does not succeed, no other is begun.
  ///
  /// - Parameters:
  ///   - atOnce: at least 1; fewer run at once where the machine does not allow as many.
  ///   - stopping: asked some twenty times a second; where it says so, all are ended.
  ///   - ended: is told of each that has ended, as soon as the next one has begun; also of those that did before they were stopped.
  /// - Returns: how each ended; `nil` for those that were not begun.
  /// - Throws: a diagnostic, where the machine lacks what starting one takes; `Interruption`, where they were stopped; what
  ///   `ended` throws. Those that run are ended.
  public static func run(
    _ commands: [Command], atOnce: Int, stopping: () -> Bool = { Interruption.isRequested },
    ended: (_ index: Int, Command.Ending) throws -> Void = { _, _ in }
  ) throws -> [Command.Ending?] {
    var endings = [Command.Ending?](repeating: nil, count: commands.count)
    var running: [(index: Int, process: RunningProcess)] = []
    var waiting = commands.indices
    let none = commands.endIndex..<commands.endIndex
    var atOnce = max(1, atOnce)
    let environment = ProcessInfo.processInfo.environment
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 14, alignment: 16)
    defer {
      buffer.deallocate()
      for (_, process) in running { process.end() }
    }
    var pause = Int32(1)
    var untold: [Int] = []
    while !waiting.isEmpty || !running.isEmpty || !untold.isEmpty {
      let isStopped = stopping()
      while !isStopped, running.count < atOnce, let next = waiting.first {
        do {
          let process = try RunningProcess(commands[next], environment: environment)
          running.append((next, process))
          waiting.removeFirst()
          pause = 1
        } catch let failure as StartFailure {
          if failure.mayPass, !running.isEmpty {
            atOnce = running.count
          } else {
            endings[next] = try failure.ending(of: commands[next])
            waiting = none
          }
        }
      }
      for index in untold {
        if let ending = endings[index] { try ended(index, ending) }
      }
      untold = []
      if isStopped { throw Interruption() }
      guard !running.isEmpty else { continue }
      wait(running.map(\.process), pause: &pause)
      let now = SuspendingClock.now
      for (index, process) in running {
        guard let ending = process.look(at: now, buffer: buffer) else { continue }
        endings[index] = ending
        untold.append(index)
        if !ending.succeeded { waiting = none }
      }
      running.removeAll { endings[$0.index] != nil }
    }
    return endings
  }

  /// Waits until one of them has written something or may have ended, 50 ms at the longest.
  ///
  /// - Parameter pause: milliseconds to wait for those whose streams have ended; doubled up to 20.
  private static func wait(_ processes: [RunningProcess], pause: inout Int32) {
    var descriptors: [pollfd] = []
    var isEnding = false
    for process in processes {
      let open = process.streams.filter { $0.descriptor >= 0 }
      isEnding = isEnding || open.isEmpty
      descriptors += open.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
    }
    poll(&descriptors, nfds_t(descriptors.count), isEnding ? pause : 50)
    if isEnding { pause = min(2 * pause, 20) }
  }
}
