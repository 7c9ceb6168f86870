import CProcesses

/// Thrown where Ctrl-C, SIGTERM or a terminal that goes away ended what was being done.
public struct Interruption: Error, Hashable {
  public init() {}

  /// Whether a signal has asked this process to stop; only after `stopGracefully`.
  public static var isRequested: Bool { etch_stop_is_requested() != 0 }

  /// From now on these signals end the programs that this process runs before they end it. What was ignored
  /// when the process began, as `nohup` and a shell's `&` have it, stays ignored.
  public static func endsPrograms() { etch_watch_signals() }

  /// From now on the first of these signals asks to stop. A second one ends the process at once with status 130;
  /// one that follows within half a second is the same: `timeout` and others signal a program and its group.
  ///
  /// A pipe that nobody reads any more asks to stop, too, and never ends the process: Ctrl-C ends `etch run FILE 2>&1 | tee log`
  /// from the right, and what is said of it goes nowhere.
  ///
  /// The handler needs no thread and no descriptor, so that it works where both are scarce.
  ///
  /// - Parameters:
  ///   - noticed: written to standard error when the first arrives: the step it waits for may be long.
  ///   - ending: written when the second arrives.
  public static func stopGracefully(noticed: String, ending: String) {
    etch_stop_gracefully(noticed, ending)
  }
}
