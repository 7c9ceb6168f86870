import Artifacts
import Foundation
import Tensors

@testable import Datasets

/// A file whose pixels count up from `start`, by 7.
func png(_ height: Int, _ width: Int, channels: Int = 3, from start: Int = 0) throws -> Data {
  let pixels = (0..<height * width * channels).map { UInt8(truncatingIfNeeded: start + $0 * 7) }
  return Data(
    try PNG.encode(Picture(height: height, width: width, channels: channels, pixels: pixels)))
}

/// A picture file of the repository: 16 × 24 pixels in colour.
func colorPhoto() throws -> Data {
  let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  return try Data(contentsOf: tests.appendingPathComponent("ArtifactsTests/Fixtures/color.jpg"))
}

/// The training batches of a set: its fields by name, an array of elements an example.
func batches(
  _ set: LoadedData, epoch: Int = 0, batchSize: Int = 1, count: Int
) throws -> [String: [[Float]]] {
  let plan = try EpochPlan(counts: [set.train.count], batchSize: batchSize)
  let prefetcher = Prefetcher(
    Batcher(
      [set], wanted: set.fields.map { .init(data: set.name, field: $0.name) }, plan: plan,
      at: DataCursor(epoch: epoch)))
  var delivered: [String: [[Float]]] = [:]
  for _ in 0..<count {
    let batch = try prefetcher.next()
    for (field, pointer) in zip(set.fields, batch.pointers) {
      let size = field.type.shape.count
      let values = UnsafeBufferPointer(
        start: pointer.assumingMemoryBound(to: Float.self), count: batch.place.size * size)
      delivered[field.name, default: []] += (0..<batch.place.size).map {
        Array(values[$0 * size..<($0 + 1) * size])
      }
    }
  }
  return delivered
}
