import Processes
import Synchronization

/// Asks training to save its state and end, at the next step.
public final class StopRequest: Sendable {
  private let requested = Atomic<Bool>(false)
  private let watches = Atomic<Bool>(false)
  private let holds = Atomic<Bool>(false)

  public init() {}

  public var isRequested: Bool {
    requested.load(ordering: .relaxed)
      || (watches.load(ordering: .relaxed) && Interruption.isRequested)
  }

  /// Whether to end at once, compilers included: nothing that was computed would be lost.
  public var endsAtOnce: Bool { isRequested && !holds.load(ordering: .relaxed) }

  public func request() { requested.store(true, ordering: .relaxed) }

  /// From now on there is something to save before ending.
  func holdState() { holds.store(true, ordering: .relaxed) }

  /// Ctrl-C, SIGTERM and a terminal that goes away ask to stop; a second Ctrl-C ends the program at once. What
  /// was ignored when the program began, as `nohup` and a shell's `&` have it, stays ignored.
  ///
  /// - Parameters:
  ///   - noticed: written to standard error when the first arrives: the step it waits for may be long.
  ///   - ending: written when the second arrives, before the program ends.
  public func watchSignals(noticed: String, ending: String) {
    watches.store(true, ordering: .relaxed)
    Interruption.stopGracefully(noticed: noticed + "\n", ending: ending + "\n")
  }
}
