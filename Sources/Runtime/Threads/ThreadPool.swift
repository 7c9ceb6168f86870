import CRuntime
import Processes
import Synchronization

/// Persistent threads that run the chunks of one kernel at a time.
///
/// The calling thread takes part, so a pool of `threads` has `threads - 1` workers. Which thread runs a
/// chunk is decided while running, and does not matter: chunks are independent and what they
/// compute depends on nothing else. Between jobs a worker watches for 20 µs, then sleeps. A run takes no lock and
/// allocates nothing. Subnormal numbers are zero while a job runs.
public final class ThreadPool: @unchecked Sendable {
  public let threads: Int
  private let block: PoolBlock
  private var workers: [BackgroundThread] = []
  private var number: UInt32 = 0
  private let busy = Atomic(false)

  /// - Parameter threads: how many threads work, the caller among them; at least 1.
  public init(threads: Int = ProcessorCount.available) {
    precondition(threads >= 1, "a pool of \(threads) threads")
    self.threads = threads
    block = PoolBlock(threads: threads)
    let block = block
    for index in 1..<max(threads, 1) {
      // A thread fewer is slower and computes the same. It holds the block, not the pool, so that the pool can end.
      if let worker = BackgroundThread("etch-\(index)", { block.work(as: index) }) {
        workers.append(worker)
      }
    }
  }

  deinit {
    block.stopping.pointee.store(1, ordering: .sequentiallyConsistent)
    block.wake(threads)
    for worker in workers { worker.join() }
  }

  /// Calls `body` once for every chunk in `0..<chunks`, in any order and on any thread, and returns when all
  /// calls have returned.
  public func run(chunks: Int, _ body: @Sendable (Int) -> Void) {
    withoutActuallyEscaping(body) { body in
      withUnsafePointer(to: body) { pointer in
        // The closure travels as the one operand of a function that calls it.
        var operand: UnsafeMutableRawPointer? = UnsafeMutableRawPointer(mutating: pointer)
        withUnsafePointer(to: &operand) { operands in
          exclusively {
            dispatch(
              PoolJob(
                function: { operands, _, chunk in
                  guard let context = operands?.pointee else { return }
                  context.assumingMemoryBound(to: (@Sendable (Int) -> Void).self)
                    .pointee(Int(chunk))
                }, operands: operands, scratchBase: nil, scratchStride: 0, chunks: chunks))
          }
        }
      }
    }
  }

  /// Runs jobs one after the other with `dispatch`, subnormal numbers being zero on this thread too.
  ///
  /// - Precondition: no other thread runs jobs on this pool meanwhile.
  func exclusively<R>(_ body: () throws -> R) rethrows -> R {
    precondition(
      !busy.exchange(true, ordering: .acquiring), "two programs run at once on one device")
    let mode = etch_flush_to_zero()
    defer {
      etch_restore_mode(mode)
      busy.store(false, ordering: .releasing)
    }
    return try body()
  }

  /// Runs one job; only inside `exclusively`.
  @inline(__always)
  func dispatch(_ job: PoolJob) {
    guard job.chunks > 1, threads > 1 else {
      for chunk in 0..<Int64(job.chunks) { job.function(job.operands, job.scratchBase, chunk) }
      return
    }
    number &+= 1
    block.publish(job, number: number)
    block.participate(as: 0)
    block.waitUntilDone(UInt32(job.chunks))
  }
}
