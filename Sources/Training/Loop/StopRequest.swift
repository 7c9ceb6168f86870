import Dispatch
import Foundation
import Synchronization

/// Asks training to save its state and end, at the next step.
public final class StopRequest: @unchecked Sendable {
  private let requested = Atomic<Bool>(false)
  /// Kept alive; written once, before training begins.
  private var sources: [any DispatchSourceSignal] = []

  public init() {}

  public var isRequested: Bool { requested.load(ordering: .relaxed) }

  public func request() { requested.store(true, ordering: .relaxed) }

  /// Ctrl-C, SIGTERM and a terminal that goes away ask to stop; a second Ctrl-C ends the program at once.
  ///
  /// - Parameters:
  ///   - noticed: called, on some thread, when the first arrives: the step it waits for may be long.
  ///   - ending: called when the second arrives, before the program ends.
  public func watchSignals(
    noticed: @escaping @Sendable () -> Void, ending: @escaping @Sendable () -> Void
  ) {
    for number in [SIGINT, SIGTERM, SIGHUP] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { [self] in
        // Without ceremony: what is half written has another name than what is whole.
        if isRequested {
          ending()
          _exit(130)
        }
        request()
        noticed()
      }
      source.resume()
      sources.append(source)
    }
  }
}
