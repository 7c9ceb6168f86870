import Foundation
import Synchronization
import Testing

@testable import Runtime

@Suite("The pool runs every chunk once, on any number of threads")
struct ThreadPoolTests {
  /// Atomics that closures of many threads may share.
  private final class Counts: Sendable {
    let total = Atomic(0)
    let misses = Atomic(0)
  }

  @Test("many small runs with odd numbers of chunks", arguments: [1, 2, 5])
  func stress(threads: Int) {
    let pool = ThreadPool(threads: threads)
    var marks = [UInt8](repeating: 0, count: 1024)
    marks.withUnsafeMutableBytes { marks in
      nonisolated(unsafe) let marks = marks
      for run in 0..<4000 {
        let chunks = [1, 2, 3, 5, 17, 31, 64, 257, 1024][run % 9]
        let value = UInt8(truncatingIfNeeded: run)
        pool.run(chunks: chunks) { chunk in
          marks[chunk] = marks[chunk] &+ 1
        }
        for chunk in 0..<chunks where marks[chunk] != 1 {
          Issue.record("run \(run) of value \(value) ran chunk \(chunk) \(marks[chunk]) times")
        }
        for chunk in 0..<chunks { marks[chunk] = 0 }
      }
    }
  }

  @Test("runs after a rest wake the sleeping workers", arguments: [2, 5])
  func sleeping(threads: Int) {
    let pool = ThreadPool(threads: threads)
    let counts = Counts()
    for _ in 0..<100 {
      usleep(300)
      pool.run(chunks: threads) { _ in counts.total.wrappingAdd(1, ordering: .relaxed) }
    }
    #expect(counts.total.load(ordering: .relaxed) == 100 * threads)
  }

  @Test("all threads take part where chunks wait for one another")
  func everyThread() {
    let pool = ThreadPool(threads: 3)
    let counts = Counts()
    for round in 1...200 {
      pool.run(chunks: 3) { _ in
        counts.total.wrappingAdd(1, ordering: .sequentiallyConsistent)
        while counts.total.load(ordering: .sequentiallyConsistent) < 3 * round { sched_yield() }
      }
    }
    #expect(counts.total.load(ordering: .relaxed) == 600)
  }

  @Test("no chunk is no call")
  func empty() {
    let counts = Counts()
    ThreadPool(threads: 2).run(chunks: 0) { _ in
      counts.total.wrappingAdd(1, ordering: .relaxed)
    }
    #expect(counts.total.load(ordering: .relaxed) == 0)
  }

  @Test("pools end with their last reference, idle, asleep or never used")
  func ending() {
    let before = Self.threadCount
    for rest in [0, 1, 500] as [UInt32] {
      for _ in 0..<20 {
        let pool = ThreadPool(threads: 5)
        if rest > 0 { pool.run(chunks: 7) { _ in } }
        usleep(rest)
      }
    }
    // Other tests run meanwhile; sixty pools of four workers would be far more.
    #expect(Self.threadCount < before + 100)
  }

  private static var threadCount: Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count) ?? 0
  }
}
