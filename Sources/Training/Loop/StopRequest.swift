import Processes
import Synchronization

/// Asks training to save its state and end, at the next step.
public final class StopRequest: Sendable {
  /// What is written to standard error.
  public struct Words: Sendable {
    let noticed, ending: String

    /// - Parameters:
    ///   - noticed: when the first signal arrives: the step it waits for may be long.
    ///   - ending: when the second arrives, before the program ends.
    public init(noticed: String, ending: String) {
      (self.noticed, self.ending) = (noticed, ending)
    }
  }

  private let requested = Atomic<Bool>(false)
  private let watches = Atomic<Bool>(false)
  private let holds = Atomic<Bool>(false)
  /// Said from the moment when there is something to save.
  private let laterWords = Mutex<Words?>(nil)

  public init() {}

  public var isRequested: Bool {
    requested.load(ordering: .relaxed)
      || (watches.load(ordering: .relaxed) && Interruption.isRequested)
  }

  /// Whether to end at once, compilers included: nothing that was computed would be lost.
  public var endsAtOnce: Bool { isRequested && !holds.load(ordering: .relaxed) }

  public func request() { requested.store(true, ordering: .relaxed) }

  /// From now on there is something to save before ending.
  func holdState() {
    if let words = laterWords.withLock({ $0.take() }) { Self.watch(words) }
    holds.store(true, ordering: .relaxed)
  }

  /// Ctrl-C, SIGTERM and a terminal that goes away ask to stop; a second Ctrl-C ends the program at once. What
  /// was ignored when the program began, as `nohup` and a shell's `&` have it, stays ignored.
  ///
  /// - Parameter later: what is said once there is something to save; the same, where it is `nil`.
  public func watchSignals(_ words: Words, later: Words? = nil) {
    watches.store(true, ordering: .relaxed)
    laterWords.withLock { $0 = later }
    Self.watch(words)
  }

  private static func watch(_ words: Words) {
    Interruption.stopGracefully(noticed: words.noticed + "\n", ending: words.ending + "\n")
  }
}
