import Foundation

/// Writes each batch on a thread of its own while the one before is used.
///
/// Two sets of buffers: what ``next()`` returned stays valid until it is called again. The steady state neither allocates nor copies.
/// One thread at a time may call it.
public final class Prefetcher {
  /// A batch that stays valid until the next is asked for.
  public struct Batch {
    public let place: Batcher.Place
    /// One pointer a field of the batcher, 64-byte aligned; `[place.size, …]`.
    public let pointers: [UnsafeRawPointer]
  }

  private let worker: Worker
  private var current: Int?
  private var following = 0

  /// Takes the batcher over and begins with the first batch.
  public init(_ batcher: sending Batcher) {
    worker = Worker(batcher)
    worker.start()
  }

  deinit { worker.stop() }

  /// The next batch, waited for where it is not ready.
  public func next() -> Batch {
    if current != nil { worker.free.signal() }
    worker.ready.wait()
    let slot = worker.slots[following]
    current = following
    following = 1 - following
    guard let place = slot.place else { preconditionFailure("a ready slot holds a batch") }
    return Batch(place: place, pointers: slot.pointers)
  }

  /// The thread, and what both threads see. A slot belongs to one of them at a time; the semaphores hand it over.
  private final class Worker: @unchecked Sendable {
    final class Slot {
      let buffers: [UnsafeMutableRawBufferPointer]
      let pointers: [UnsafeRawPointer]
      var place: Batcher.Place?

      init(_ batcher: Batcher) {
        buffers = batcher.fields.indices.map {
          .allocate(byteCount: max(batcher.byteCount(of: $0), 64), alignment: 64)
        }
        for buffer in buffers { buffer.initializeMemory(as: UInt8.self, repeating: 0) }
        pointers = buffers.compactMap { $0.baseAddress.map { UnsafeRawPointer($0) } }
      }

      deinit { for buffer in buffers { buffer.deallocate() } }
    }

    let batcher: Batcher
    let slots: [Slot]
    /// Slots that may be written; ready ones may be read.
    let free = DispatchSemaphore(value: 0)
    let ready = DispatchSemaphore(value: 0)
    let ended = DispatchSemaphore(value: 0)
    private let lock = NSLock()
    private var isStopped = false

    init(_ batcher: Batcher) {
      self.batcher = batcher
      slots = [Slot(batcher), Slot(batcher)]
    }

    func start() {
      free.signal()
      free.signal()
      let thread = Thread { [self] in run() }
      thread.name = "etch data"
      thread.start()
    }

    private func run() {
      var slot = 0
      while true {
        free.wait()
        if lock.withLock({ isStopped }) { break }
        slots[slot].place = batcher.fill(into: slots[slot].buffers)
        ready.signal()
        slot = 1 - slot
      }
      ended.signal()
    }

    /// Ends the thread and waits for it.
    func stop() {
      lock.withLock { isStopped = true }
      free.signal()
      ended.wait()
    }
  }
}
