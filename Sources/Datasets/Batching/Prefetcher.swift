import Diagnostics
import Foundation

/// Writes the next batches on threads of its own while the one before is used.
///
/// Examples in memory are written by one thread, examples that have to be decoded by several, a batch each. Which thread wrote a batch
/// does not change it. What ``next()`` returned stays valid until it is called again. The steady state neither allocates nor copies.
/// One thread at a time may call it.
public final class Prefetcher {
  /// A batch that stays valid until the next is asked for.
  public struct Batch {
    public let place: Batcher.Place
    /// One pointer a field of the batcher, 64-byte aligned; `[place.size, …]`.
    public let pointers: [UnsafeRawPointer]
  }

  /// How many threads decode, each with two batches: as far as they take no more memory than this.
  private static let mostDecoders = 4
  private static let mostBytes = 1 << 30

  private let workers: [Worker]
  private var current: Worker?
  private var following = 0
  private var failure: (any Error)?

  /// Takes the batcher over and begins with the first batch.
  public init(_ batcher: sending Batcher) {
    let bytes = batcher.fields.indices.reduce(0) { $0 + batcher.byteCount(of: $1) }
    let decoders =
      batcher.decodes ? min(Self.mostDecoders, max(1, Self.mostBytes / max(1, 2 * bytes))) : 1
    workers = batcher.divided(among: decoders).map { Worker($0) }
    for worker in workers { worker.start() }
  }

  deinit { for worker in workers { worker.stop() } }

  /// The next batch, waited for where it is not ready.
  ///
  /// - Throws: what went wrong when it was written: a file that cannot be decoded. So does every call after it.
  public func next() throws -> Batch {
    if let failure { throw failure }
    current?.free.signal()
    let worker = workers[following]
    current = worker
    following = following + 1 == workers.count ? 0 : following + 1
    worker.ready.wait()
    let slot = worker.take()
    if let problem = slot.failure {
      failure = problem
      throw problem
    }
    guard let place = slot.place else { preconditionFailure("a ready slot holds a batch") }
    return Batch(place: place, pointers: slot.pointers)
  }

  /// The thread, and what both threads see. A slot belongs to one of them at a time; the semaphores hand it over.
  private final class Worker: @unchecked Sendable {
    final class Slot {
      let buffers: [UnsafeMutableRawBufferPointer]
      let pointers: [UnsafeRawPointer]
      var place: Batcher.Place?
      var failure: (any Error)?

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
    /// The slot that is read next.
    private var following = 0

    init(_ batcher: Batcher) {
      self.batcher = batcher
      slots = [Slot(batcher), Slot(batcher)]
    }

    func start() {
      free.signal()
      free.signal()
      let thread = Thread { [self] in run() }
      thread.name = "etch data"
      // Decoders and resampling take little of it.
      thread.stackSize = 1 << 20
      thread.start()
    }

    /// The next ready slot.
    func take() -> Slot {
      defer { following = 1 - following }
      return slots[following]
    }

    private func run() {
      var slot = 0
      while true {
        free.wait()
        if lock.withLock({ isStopped }) { break }
        do {
          slots[slot].place = try batcher.fill(into: slots[slot].buffers)
        } catch {
          slots[slot].failure = error
        }
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
