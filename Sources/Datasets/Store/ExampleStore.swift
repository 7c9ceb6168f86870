import Foundation
import Tensors

/// All examples of a data set: in memory, or decoded when they are asked for and kept as stored while there is room.
///
/// What is delivered never depends on what is kept.
final class ExampleStore: Sendable {
  let columns: [Column]
  private let decoded: DecodedExamples?

  init(_ columns: [Column], decoded: DecodedExamples? = nil) {
    self.columns = columns
    self.decoded = decoded
  }

  /// Whether examples are decoded when they are asked for.
  var isDecoded: Bool { decoded != nil }

  /// Writes some fields of consecutive places of a batch, one buffer a field: `[places, …]`. Where all is in memory it allocates nothing.
  ///
  /// - Parameter inTraining: whether random transforms draw.
  /// - Throws: a file that cannot be decoded, by name.
  func deliver(
    _ places: UnsafeBufferPointer<ExamplePlace>, fields: [Int],
    into targets: [UnsafeMutableRawBufferPointer], inTraining: Bool, _ workspace: Workspace
  ) throws {
    guard let decoded else {
      for (field, target) in zip(fields, targets) {
        let column = columns[field]
        try column.storage?.withUnsafeBytes { stored in
          try column.deliver(
            places, from: stored, to: target, inTraining: inTraining, workspace)
        }
      }
      return
    }
    for (i, place) in places.enumerated() {
      let example = try decoded.example(Int(place.row))
      for (field, target) in zip(fields, targets) {
        let size = columns[field].delivered.type.byteCount
        try columns[field].deliver(
          example[field],
          to: UnsafeMutableRawBufferPointer(rebasing: target[i * size..<(i + 1) * size]),
          key: place.key(inTraining), workspace)
      }
    }
  }

  /// The least and greatest element of each channel of a field in these examples, after the transforms so far; `nil` of one that
  /// has no number.
  func ranges(ofField field: Int, rows: [UInt32]) throws -> [ClosedRange<Double>?] {
    let count = max(1, columns[field].delivered.type.shape.extents.last ?? 1)
    var lows = [Float](repeating: .infinity, count: count)
    var highs = [Float](repeating: -.infinity, count: count)
    try forEach(rows, field: field) { values in
      var channel = 0
      for value in values {
        lows[channel] = min(lows[channel], value)
        highs[channel] = max(highs[channel], value)
        channel += 1
        if channel == count { channel = 0 }
      }
      return true
    }
    return zip(lows, highs).map { low, high -> ClosedRange<Double>? in
      low <= high ? Double(low)...Double(high) : nil
    }
  }

  /// Calls `body` with the float32 elements of a field, example after example as they are outside training, until it says false.
  private func forEach(
    _ rows: [UInt32], field: Int, _ body: (UnsafeMutableBufferPointer<Float>) -> Bool
  ) throws {
    let workspace = Workspace()
    let size = columns[field].delivered.type.byteCount
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
    defer { buffer.deallocate() }
    for row in rows {
      var place = ExamplePlace(row: row, pass: 0)
      try withUnsafePointer(to: &place) {
        try deliver(
          UnsafeBufferPointer(start: $0, count: 1), fields: [field], into: [buffer],
          inTraining: false, workspace)
      }
      guard body(buffer.bindMemory(to: Float.self)) else { return }
    }
  }
}

/// Examples that are decoded when they are asked for; the first ones are kept once they were.
final class DecodedExamples: @unchecked Sendable {
  private let decoder: any ExampleDecoder
  private let count: Int
  /// How many examples are kept, the first ones.
  let keptCount: Int
  /// What they take.
  let keptBytes: Int
  private let lock = NSLock()
  private var kept: [[HostArray]?]

  /// - Parameters:
  ///   - count: of all examples.
  ///   - budget: the bytes that may be kept.
  init(_ decoder: any ExampleDecoder, count: Int, budget: Int) {
    self.decoder = decoder
    self.count = count
    var (kept, bytes) = (0, 0)
    while kept < count, case let more = decoder.byteCount(of: kept), more <= budget - bytes {
      bytes += more
      kept += 1
    }
    keptCount = kept
    keptBytes = bytes
    self.kept = Array(repeating: nil, count: kept)
  }

  /// The fields that are one number an example, of all examples, which are decoded where it is not known without; the others are left
  /// empty.
  ///
  /// - Throws: a file that cannot be decoded, by name.
  func scalars(_ fields: [SourceField]) throws -> [HostArray] {
    var values = fields.map { _ in [Float]() }
    let places = fields.indices.filter { fields[$0].shapes[0].rank == 0 }
    for row in 0..<(places.isEmpty ? 0 : count) {
      let known = places.compactMap { decoder.scalar(ofField: $0, of: row) }
      if known.count == places.count {
        for (place, number) in zip(places, known) { values[place].append(number) }
        continue
      }
      let example = try example(row)
      for place in places { values[place] += example[place].floats }
    }
    return values.map { HostArray(shape: [$0.count], floats: $0) }
  }

  /// All fields of an example.
  ///
  /// - Throws: a file that cannot be decoded, by name.
  func example(_ row: Int) throws -> [HostArray] {
    guard row < keptCount else { return try decoder.decode(row) }
    if let known = lock.withLock({ kept[row] }) { return known }
    let example = try decoder.decode(row)
    lock.withLock { kept[row] = example }
    return example
  }
}
