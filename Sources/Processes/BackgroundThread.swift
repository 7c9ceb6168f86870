import CProcesses
import Foundation

/// A thread that works beside the one that began it, where the machine gives one. Signals do not arrive on it.
public final class BackgroundThread {
  private var thread: pthread_t?

  /// Begins it.
  ///
  /// - Parameters:
  ///   - stackSize: in bytes, a multiple of the page; by default what the system gives.
  ///   - body: is called once, on the new thread.
  /// - Returns: `nil` where the machine has no thread to give: too little memory, too many threads. Then `body` is
  ///   not called.
  public init?(_ name: String, stackSize: Int? = nil, _ body: @escaping @Sendable () -> Void) {
    var attributes = pthread_attr_t()
    guard pthread_attr_init(&attributes) == 0 else { return nil }
    defer { pthread_attr_destroy(&attributes) }
    if let stackSize { pthread_attr_setstacksize(&attributes, stackSize) }
    let work = Unmanaged.passRetained(Work(name: name, body: body))
    // A thread begins with the mask of the one that begins it.
    var every = sigset_t()
    var before = sigset_t()
    sigfillset(&every)
    pthread_sigmask(SIG_SETMASK, &every, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    #if os(Linux)
      var started = pthread_t()
    #else
      var started: pthread_t?
    #endif
    let failure = pthread_create(
      &started, &attributes,
      { pointer in
        #if os(Linux)
          guard let pointer else { return nil }
        #endif
        let work = Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue()
        etch_name_thread(work.name)
        work.body()
        return nil
      }, work.toOpaque())
    guard failure == 0 else {
      work.release()
      return nil
    }
    thread = started
  }

  /// Returns when it has ended; nothing happens the second time. Whoever began a thread joins it.
  public func join() {
    if let thread { pthread_join(thread, nil) }
    thread = nil
  }

  private final class Work: Sendable {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
      self.name = name
      self.body = body
    }
  }
}
