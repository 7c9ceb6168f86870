import Tensors
import Testing

@testable import Datasets

@Suite struct BatcherTests {
  /// Examples whose one number says which they are.
  private func numbered(_ name: String, _ count: Int, shuffles: Bool = true) -> LoadedData {
    let storage = HostArray(shape: [count, 1], floats: (0..<count).map { Float($0) })
    let column = Column(SourceField("value", TensorType([1])), storage: storage)
    let examples = Examples(
      store: ExampleStore([column]), rows: (0..<count).map { UInt32($0) })
    return LoadedData(
      name: name, fields: examples.fields, train: examples, test: examples, shuffles: shuffles,
      isConstant: false, digests: [], warnings: [], keptBytes: 0, seed: 42)
  }

  private func batcher(
    _ sources: [LoadedData], size: Int, length: EpochPlan.Length = .shortest,
    lastBatch: EpochPlan.LastBatch = .keep, at cursor: DataCursor = DataCursor()
  ) throws -> Batcher {
    let plan = try EpochPlan(
      counts: sources.map(\.train.count), batchSize: size, length: length, lastBatch: lastBatch)
    return Batcher(
      sources, wanted: sources.map { .init(data: $0.name, field: "value") }, plan: plan, at: cursor)
  }

  /// The next batches, a list of examples for each source.
  private func batches(_ batcher: Batcher, _ count: Int) throws -> [[[Int]]] {
    let buffers = batcher.fields.indices.map {
      UnsafeMutableRawBufferPointer.allocate(
        byteCount: batcher.byteCount(of: $0), alignment: 64)
    }
    defer { for buffer in buffers { buffer.deallocate() } }
    return try (0..<count).map { _ in
      let place = try batcher.fill(into: buffers)
      return buffers.map { $0.bindMemory(to: Float.self).prefix(place.size).map { Int($0) } }
    }
  }

  @Test("an order is a permutation", arguments: [0, 1, 2, 3, 10, 1000])
  func permutation(_ count: Int) {
    for step in 0..<5 {
      let order = Permutation.order(of: count, stream: RandomStream(key: 1), step: UInt64(step))
      #expect(order.sorted() == (0..<count).map { UInt32($0) })
    }
  }

  @Test("orders never change")
  func golden() {
    let stream = RandomStream(seed: 42, path: ["data", "digit", "order"])
    #expect(Permutation.order(of: 10, stream: stream, step: 0) == [0, 8, 2, 3, 4, 6, 1, 7, 5, 9])
    #expect(Permutation.order(of: 10, stream: stream, step: 1) == [8, 4, 6, 1, 5, 0, 3, 2, 7, 9])
  }

  @Test("places are equally likely for every example")
  func uniform() {
    var first = [Int](repeating: 0, count: 5)
    for step in 0..<5000 {
      first[Int(Permutation.order(of: 5, stream: RandomStream(key: 3), step: UInt64(step))[0])] += 1
    }
    #expect(first.allSatisfy { abs($0 - 1000) < 120 })
  }

  @Test("an epoch shows every example once and ends with the smaller batch")
  func epoch() throws {
    let batcher = try batcher([numbered("a", 10)], size: 4)
    #expect(batcher.plan.stepsPerEpoch == 3)
    #expect(batcher.plan.sizes == [4, 2])
    let first = try batches(batcher, 3).map { $0[0] }
    #expect(first.map(\.count) == [4, 4, 2])
    #expect(first.joined().sorted() == Array(0..<10))
    let second = try batches(batcher, 3).map { $0[0] }
    #expect(second.joined().sorted() == Array(0..<10))
    #expect(first != second)
    #expect(batcher.cursor == DataCursor(epoch: 2, step: 0))
  }

  @Test("without shuffling the order is the file's")
  func unshuffled() throws {
    let batcher = try batcher([numbered("a", 5, shuffles: false)], size: 2, lastBatch: .drop)
    #expect(try batches(batcher, 3).map { $0[0] } == [[0, 1], [2, 3], [0, 1]])
  }

  @Test(
    "of several sources the shortest ends the epoch, or the longest does and the others begin again"
  )
  func several() throws {
    let sources = [numbered("a", 3), numbered("b", 7)]
    let short = try batches(try batcher(sources, size: 2), 2)
    #expect(short.map { $0[0].count } == [2, 1])
    #expect(short.flatMap { $0[0] }.sorted() == [0, 1, 2])
    #expect(Set(short.flatMap { $0[1] }).count == 3)
    let long = try batches(try batcher(sources, size: 2, length: .longest), 4)
    #expect(long.flatMap { $0[1] }.sorted() == Array(0..<7))
    let cycled = long.flatMap { $0[0] }
    #expect(cycled.prefix(3).sorted() == [0, 1, 2])
    #expect(cycled[3..<6].sorted() == [0, 1, 2])
  }

  @Test("any batch is reached from its cursor", arguments: EpochPlan.Length.allCases)
  func resumed(_ length: EpochPlan.Length) throws {
    let sources = [numbered("a", 7), numbered("b", 10)]
    let whole = try batches(try batcher(sources, size: 3, length: length), 12)
    let other = try batcher(sources, size: 3, length: length)
    for skipped in 0..<11 {
      let steps = other.plan.stepsPerEpoch
      other.seek(to: DataCursor(epoch: skipped / steps, step: skipped % steps))
      #expect(try batches(other, 1)[0] == whole[skipped])
    }
  }

  @Test(
    "too few examples are an error",
    arguments: [
      ([0], 1, EpochPlan.LastBatch.keep, "there are no examples to make a batch of"),
      (
        [3], 4, .drop,
        "3 examples do not fill one batch of 4, and 'last_batch: drop' drops it"
      ),
    ])
  func tooFew(_ counts: [Int], _ size: Int, _ last: EpochPlan.LastBatch, _ expected: String) {
    #expect(
      message { _ = try EpochPlan(counts: counts, batchSize: size, lastBatch: last) } == expected)
  }

  @Test("a cursor of a damaged checkpoint is found out")
  func cursors() throws {
    let plan = try EpochPlan(counts: [10], batchSize: 4)
    #expect(plan.holds(DataCursor(epoch: 7, step: 2)))
    for (epoch, step) in [(0, 3), (0, -1), (-1, 0), (.max, 0), (0, .max)] {
      #expect(!plan.holds(DataCursor(epoch: epoch, step: step)))
    }
  }

  @Test(
    "a batch holds what its examples are one by one, and noise belongs to the example, not to the batch"
  )
  func contents() throws {
    let loaded = try dataSet(
      "{source: builtin/digits, count: 23, split: all, transforms: [{noise: 0.1}]}"
    ).load()
    func pictures(batchSize: Int, steps: Int) throws -> [[Float]] {
      let plan = try EpochPlan(counts: [23], batchSize: batchSize)
      let batcher = Batcher(
        [loaded],
        wanted: [.init(data: "beat", field: "label"), .init(data: "beat", field: "image")],
        plan: plan, at: DataCursor(epoch: 3, step: 0))
      let labels = UnsafeMutableRawBufferPointer.allocate(
        byteCount: batcher.byteCount(of: 0), alignment: 64)
      let images = UnsafeMutableRawBufferPointer.allocate(
        byteCount: batcher.byteCount(of: 1), alignment: 64)
      defer {
        labels.deallocate()
        images.deallocate()
      }
      let classes = labels.bindMemory(to: Int32.self)
      let pixels = images.bindMemory(to: Float.self)
      var pictures: [[Float]] = []
      for _ in 0..<steps {
        let size = try batcher.fill(into: [labels, images]).size
        for i in 0..<size {
          var picture = [Float(classes[i])]
          picture += pixels[i * 784..<(i + 1) * 784]
          pictures.append(picture)
        }
      }
      return pictures
    }
    let whole = try pictures(batchSize: 23, steps: 1)
    #expect(try pictures(batchSize: 5, steps: 5) == whole)
    let stream = RandomStream(seed: 42, path: ["data", "beat", "order"])
    let order = Permutation.order(of: 23, stream: stream, step: 3)
    var clean = [Float](repeating: 0, count: 784)
    for (picture, position) in zip(whole, order) {
      try clean.withUnsafeMutableBytes {
        try loaded.train.fill(field: 0, positions: Int(position)..<Int(position) + 1, into: $0)
      }
      let label = try loaded.train.first(23, field: 1).doubles[Int(position)]
      #expect(picture[0] == Float(label))
      let difference = zip(picture.dropFirst(), clean).map { abs($0 - $1) }
      #expect(difference.max().map { $0 > 0.1 && $0 < 0.6 } == true)
    }
  }

  @Test("batches written ahead are the batches")
  func prefetched() throws {
    let sources = [numbered("a", 23), numbered("b", 17)]
    let direct = try batches(try batcher(sources, size: 5), 40)
    let prefetcher = Prefetcher(try batcher(sources, size: 5))
    for (step, expected) in direct.enumerated() {
      let batch = try prefetcher.next()
      #expect(batch.place.cursor == DataCursor(epoch: step / 4, step: step % 4))
      let found = batch.pointers.map { pointer in
        UnsafeBufferPointer(
          start: pointer.assumingMemoryBound(to: Float.self), count: batch.place.size
        ).map { Int($0) }
      }
      #expect(found == expected)
    }
  }

  @Test("a prefetcher ends whether or not its batches were used", arguments: 0..<4)
  func ends(_ used: Int) throws {
    let prefetcher = Prefetcher(try batcher([numbered("a", 5)], size: 2))
    for _ in 0..<used { _ = try prefetcher.next() }
  }
}
