import AllocationCounter
import Testing

@testable import Datasets

#if DEBUG
  private let isOptimized = false
#else
  private let isOptimized = true
#endif

@Suite(
  "A batch allocates nothing",
  .enabled(if: isOptimized, "only optimized code is free of allocations"))
struct AllocationTests {
  private func batcher() throws -> Batcher {
    let digits = try dataSet(
      "{source: builtin/digits, count: 50, transforms: [{scale: [-1, 1]}, {noise: 0.1}]}",
      name: "digit"
    ).load()
    let beats = try dataSet("{source: builtin/ecg, count: 60}").load()
    let plan = try EpochPlan(
      counts: [digits.train.count, beats.train.count], batchSize: 7, length: .longest)
    return Batcher(
      [digits, beats],
      wanted: [
        .init(data: "digit", field: "image"), .init(data: "digit", field: "label"),
        .init(data: "beat", field: "value"),
      ], plan: plan, at: DataCursor())
  }

  @Test("100 batches over several epochs")
  func direct() throws {
    let batcher = try batcher()
    let buffers = batcher.fields.indices.map {
      UnsafeMutableRawBufferPointer.allocate(byteCount: batcher.byteCount(of: $0), alignment: 64)
    }
    defer { for buffer in buffers { buffer.deallocate() } }
    for _ in 0..<10 { _ = try batcher.fill(into: buffers) }
    let before = etch_allocation_count()
    for _ in 0..<100 { _ = try batcher.fill(into: buffers) }
    #expect(etch_allocation_count() - before == 0)
  }

  @Test("100 batches taken from the thread that writes them ahead")
  func prefetched() throws {
    let prefetcher = Prefetcher(try batcher())
    for _ in 0..<10 { _ = try prefetcher.next() }
    let before = etch_allocation_count()
    for _ in 0..<100 { _ = try prefetcher.next() }
    #expect(etch_allocation_count() - before == 0)
  }
}
