import Diagnostics
import Foundation
import Processes
import Synchronization

/// Writes the next batches on threads of its own while the one before is used.
///
/// Examples in memory are written by one thread, examples that have to be decoded by several, a batch each. Which thread wrote a batch
/// does not change it; where the machine gives no thread, ``next()`` writes them itself. What ``next()`` returned stays valid until it is called again. The steady state neither allocates nor copies.
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

  /// How often a batch was not ready when it was asked for, and for how long.
  public struct Waits: Hashable, Sendable {
    /// Batches that were asked for, without the first ten: then the threads have begun.
    public internal(set) var batches = 0
    /// Those of them that came later than after a millisecond.
    public internal(set) var long = 0

    public init() {}
  }

  /// Batches at the beginning that are not counted.
  private static let uncounted = 10
  private static let longWait = Duration.milliseconds(1)

  public private(set) var waits = Waits()
  private var asked = 0
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
    current?.giveBack()
    let worker = workers[following]
    current = worker
    following = following + 1 == workers.count ? 0 : following + 1
    let begin = ContinuousClock.now
    let slot = worker.take()
    count(ContinuousClock.now - begin)
    if let problem = slot.failure {
      failure = problem
      throw problem
    }
    guard let place = slot.place else { preconditionFailure("a ready slot holds a batch") }
    return Batch(place: place, pointers: slot.pointers)
  }

  private func count(_ wait: Duration) {
    asked += 1
    guard asked > Self.uncounted else { return }
    waits.batches += 1
    if wait > Self.longWait { waits.long += 1 }
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
    private let free = DispatchSemaphore(value: 0)
    private let ready = DispatchSemaphore(value: 0)
    private let isStopped = Atomic(false)
    /// `nil` where the machine gave none.
    private var thread: BackgroundThread?
    /// The slot that is read next.
    private var following = 0

    init(_ batcher: Batcher) {
      self.batcher = batcher
      slots = [Slot(batcher), Slot(batcher)]
    }

    func start() {
      free.signal()
      free.signal()
      // Decoders and resampling take little of the stack.
      thread = BackgroundThread("etch data", stackSize: 1 << 20) { [unowned self] in run() }
    }

    /// The next slot, waited for where it is not ready.
    func take() -> Slot {
      defer { following = 1 - following }
      if thread == nil { fill(slots[following]) } else { ready.wait() }
      return slots[following]
    }

    /// The slot that was taken last may be written again.
    func giveBack() { free.signal() }

    private func run() {
      var slot = 0
      while true {
        free.wait()
        if isStopped.load(ordering: .acquiring) { return }
        fill(slots[slot])
        ready.signal()
        slot = 1 - slot
      }
    }

    private func fill(_ slot: Slot) {
      do {
        slot.place = try batcher.fill(into: slot.buffers)
      } catch {
        slot.failure = error
      }
    }

    /// Ends the thread and waits for it.
    func stop() {
      isStopped.store(true, ordering: .releasing)
      free.signal()
      thread?.join()
    }
  }
}
