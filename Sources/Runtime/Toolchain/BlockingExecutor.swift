import Foundation

/// Runs asynchronous work to its end on the calling thread.
///
/// Compiling starts processes, which is asynchronous; loading a program is not. The caller's thread runs the
/// work's jobs itself, so that it never waits for a thread of the shared pool (which may be the very one
/// that is blocked).
final class BlockingExecutor: TaskExecutor, @unchecked Sendable {
  private let condition = NSCondition()
  private var jobs: [UnownedJob] = []

  /// - Throws: what `work` throws.
  static func run<R: Sendable>(_ work: @escaping @Sendable () async throws -> R) throws -> R {
    let executor = BlockingExecutor()
    let outcome = Outcome<R>()
    Task(executorPreference: executor) {
      do {
        outcome.result = .success(try await work())
      } catch {
        outcome.result = .failure(error)
      }
    }
    while true {
      if let result = outcome.result { return try result.get() }
      executor.next().runSynchronously(on: executor.asUnownedTaskExecutor())
    }
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    condition.withLock {
      jobs.append(job)
      condition.signal()
    }
  }

  private func next() -> UnownedJob {
    condition.withLock {
      while jobs.isEmpty { condition.wait() }
      return jobs.removeFirst()
    }
  }

  /// Only the thread that called `run` touches it.
  private final class Outcome<R>: @unchecked Sendable {
    var result: Result<R, any Error>?
  }
}
