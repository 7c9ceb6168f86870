import CRuntime
import Foundation
import Synchronization

/// A kernel: `void NAME(void *const *operands, void *scratch, int64_t chunk)`.
typealias KernelFunction =
  @convention(c) (
    UnsafePointer<UnsafeMutableRawPointer?>?, UnsafeMutableRawPointer?, Int64
  ) -> Void

/// One piece of work for the pool: a function, called once for every chunk.
struct PoolJob {
  var function: KernelFunction
  var operands: UnsafePointer<UnsafeMutableRawPointer?>?
  var scratchBase: UnsafeMutableRawPointer?
  var scratchStride: Int
  var chunks: Int
}

/// What the threads of a pool share. Every word that is contended has a cache line pair of its own.
///
/// The protocol: `work` holds (number of the job, chunks not yet claimed). A participant claims
/// chunks by comparing and swapping it, and adds what it finished to `done` when no chunk is left. The job's
/// description is written before `work` and read only after a successful claim; it cannot change
/// until the chunk claimed is reported. So nobody waits for a thread that is late: what it did not
/// claim is done by others.
final class PoolBlock: @unchecked Sendable {
  private static let line = 128
  private static let spin = 20_000

  /// The job's number in the high word, the chunks that are left in the low word.
  let work: UnsafeMutablePointer<Atomic<UInt64>>
  /// Chunks of the current job that are finished.
  let done: UnsafeMutablePointer<Atomic<UInt32>>
  /// What sleeping workers wait on: it changes whenever they are to look at `work` again.
  let signal: UnsafeMutablePointer<Atomic<UInt32>>
  /// Workers that sleep or are about to.
  let sleepers: UnsafeMutablePointer<Atomic<UInt32>>
  /// 1 while the caller sleeps on `done`.
  let callerSleeps: UnsafeMutablePointer<Atomic<UInt32>>
  let stopping: UnsafeMutablePointer<Atomic<UInt32>>
  let job: UnsafeMutablePointer<PoolJob?>
  private let memory: UnsafeMutableRawPointer
  private let threads: UInt64

  init(threads: Int) {
    self.threads = UInt64(threads)
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: 7 * Self.line, alignment: Self.line)
    self.memory = memory
    func word(_ index: Int) -> UnsafeMutablePointer<Atomic<UInt32>> {
      let pointer = (memory + index * Self.line).bindMemory(to: Atomic<UInt32>.self, capacity: 1)
      pointer.initialize(to: Atomic(0))
      return pointer
    }
    work = memory.bindMemory(to: Atomic<UInt64>.self, capacity: 1)
    work.initialize(to: Atomic(0))
    done = word(1)
    signal = word(2)
    sleepers = word(3)
    callerSleeps = word(4)
    stopping = word(5)
    job = (memory + 6 * Self.line).bindMemory(to: PoolJob?.self, capacity: 1)
    job.initialize(to: nil)
  }

  deinit { memory.deallocate() }

  /// Publishes a job; the one before it has ended.
  func publish(_ next: PoolJob, number: UInt32) {
    job.pointee = next
    done.pointee.store(0, ordering: .relaxed)
    work.pointee.store(
      UInt64(number) << 32 | UInt64(UInt32(next.chunks)), ordering: .sequentiallyConsistent)
    let asleep = sleepers.pointee.load(ordering: .sequentiallyConsistent)
    if asleep > 0 { wake(min(Int(asleep), next.chunks - 1)) }
  }

  func wake(_ count: Int) {
    signal.pointee.wrappingAdd(1, ordering: .sequentiallyConsistent)
    etch_wake(signal, Int32(clamping: count))
  }

  /// Claims and runs chunks until none is left.
  func participate(as worker: Int) {
    var finished: UInt32 = 0
    var current = work.pointee.load(ordering: .acquiring)
    while current & 0xFFFF_FFFF != 0 {
      let left = current & 0xFFFF_FFFF
      // Large bites first, single chunks at the end, so that all end together.
      let take = max(1, left / (4 * threads))
      let (exchanged, original) = work.pointee.compareExchange(
        expected: current, desired: current - take, ordering: .acquiringAndReleasing)
      guard exchanged else {
        current = original
        continue
      }
      guard let job = job.pointee else { preconditionFailure("work without a job") }
      let scratch = job.scratchBase.map { $0 + worker * job.scratchStride }
      let first = Int64(job.chunks) - Int64(left)
      for chunk in first..<(first + Int64(take)) { job.function(job.operands, scratch, chunk) }
      finished += UInt32(take)
      current = work.pointee.load(ordering: .acquiring)
    }
    guard finished > 0 else { return }
    done.pointee.wrappingAdd(finished, ordering: .sequentiallyConsistent)
    if worker > 0, callerSleeps.pointee.load(ordering: .sequentiallyConsistent) == 1 {
      etch_wake(done, 1)
    }
  }

  /// Returns when all chunks of the job are finished.
  func waitUntilDone(_ chunks: UInt32) {
    if spin(until: { done.pointee.load(ordering: .acquiring) == chunks }) { return }
    callerSleeps.pointee.store(1, ordering: .sequentiallyConsistent)
    while true {
      let finished = done.pointee.load(ordering: .sequentiallyConsistent)
      if finished == chunks { break }
      etch_wait(done, finished)
    }
    callerSleeps.pointee.store(0, ordering: .relaxed)
  }

  /// A worker's life.
  func work(as worker: Int) {
    _ = etch_flush_to_zero()
    while stopping.pointee.load(ordering: .acquiring) == 0 {
      participate(as: worker)
      if spin(until: { hasNews }) { continue }
      let seen = signal.pointee.load(ordering: .sequentiallyConsistent)
      sleepers.pointee.wrappingAdd(1, ordering: .sequentiallyConsistent)
      if !hasNews { etch_wait(signal, seen) }
      sleepers.pointee.wrappingSubtract(1, ordering: .sequentiallyConsistent)
    }
  }

  private var hasNews: Bool {
    work.pointee.load(ordering: .sequentiallyConsistent) & 0xFFFF_FFFF != 0
      || stopping.pointee.load(ordering: .sequentiallyConsistent) != 0
  }

  /// Watches a condition for 20 µs; says whether it came true.
  private func spin(until condition: () -> Bool) -> Bool {
    if condition() { return true }
    let start = DispatchTime.now().uptimeNanoseconds
    repeat {
      for _ in 0..<8 {
        etch_relax()
        if condition() { return true }
      }
    } while DispatchTime.now().uptimeNanoseconds &- start < UInt64(Self.spin)
    return false
  }
}
