import Dispatch
import Foundation
import Synchronization

/// Asks training to save its state and end, at the next step.
public final class StopRequest: @unchecked Sendable {
  private let requested = Atomic<Bool>(false)
  private let firstSignal = Mutex<ContinuousClock.Instant?>(nil)
  /// Kept alive; written once, before training begins.
  private var sources: [any DispatchSourceSignal] = []

  public init() {}

  public var isRequested: Bool { requested.load(ordering: .relaxed) }

  public func request() { requested.store(true, ordering: .relaxed) }

  /// Ctrl-C, SIGTERM and a terminal that goes away ask to stop; a second Ctrl-C ends the program at once. One
  /// that follows within half a second is the same: `timeout` and others signal a program and its group. What
  /// was ignored when the program began, as `nohup` and a shell's `&` have it, stays ignored.
  ///
  /// - Parameters:
  ///   - noticed: called, on some thread, when the first arrives: the step it waits for may be long.
  ///   - ending: called when the second arrives, before the program ends.
  public func watchSignals(
    noticed: @escaping @Sendable () -> Void, ending: @escaping @Sendable () -> Void
  ) {
    for number in [SIGINT, SIGTERM, SIGHUP] {
      let former = signal(number, SIG_IGN)
      if Self.isIgnoring(former) { continue }
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { [self] in
        // Without ceremony: what is half written has another name than what is whole.
        let now = ContinuousClock.now
        let first = firstSignal.withLock { first in
          if first == nil { first = now }
          return first ?? now
        }
        if first == now {
          request()
          noticed()
        } else if now - first > .milliseconds(500) {
          ending()
          _exit(130)
        }
      }
      source.resume()
      sources.append(source)
    }
  }

  /// Functions cannot be compared; this one has a number in the place of an address.
  private static func isIgnoring(_ handler: (@convention(c) (Int32) -> Void)?) -> Bool {
    unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
