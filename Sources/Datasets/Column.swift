import Tensors

/// One field of all examples, as stored, and what remains to be done when an example is delivered.
///
/// A byte becomes a float32 through a table, into which the transforms before the first random one are folded; a stored float32 has been
/// through them already. The remaining transforms run on the delivered elements.
struct Column: Sendable {
  let field: DataField
  /// `[N, …]`
  private(set) var storage: HostArray
  /// `[256, C]`: what byte `v` of channel `c` becomes, with C 1 where channels are treated alike.
  private var table: [Float]
  private var tableChannels = 1
  private var remaining: [(transform: any Transform, stream: RandomStream)] = []
  /// Elements of one example.
  let elementCount: Int

  /// `bytes` is what the bytes 0 and 255 stand for where the field is stored as bytes.
  init(field: DataField, storage: HostArray, bytes range: ClosedRange<Double>?) {
    self.field = field
    self.storage = storage
    elementCount = field.type.shape.count
    let range = range ?? 0...255
    table =
      storage.element == .uint8
      ? (0..<256).map { byte in
        Float(Double(byte) / 255 * (range.upperBound - range.lowerBound) + range.lowerBound)
      } : []
  }

  /// Puts a transform behind those already there.
  ///
  /// - Throws: training examples that it cannot be fitted to.
  mutating func append(_ transform: any Transform, stream: RandomStream, trainRows: [UInt32]) throws
  {
    var transform = transform
    if transform.needsFit { try transform.fit(range(of: trainRows)) }
    if transform.isRandom || !remaining.isEmpty {
      remaining.append((transform, stream))
    } else if storage.element == .uint8 {
      if transform.channels > tableChannels {
        table = table.flatMap { Array(repeating: $0, count: transform.channels) }
        tableChannels = transform.channels
      }
      table.withUnsafeMutableBufferPointer { transform.apply(to: $0, draw: nil) }
    } else {
      var values = storage.floats
      let shape = storage.shape
      // Given up first, so that the elements are changed where they are.
      storage = HostArray(shape: [0], floats: [])
      values.withUnsafeMutableBufferPointer { transform.apply(to: $0, draw: nil) }
      storage = HostArray(shape: shape, floats: values)
    }
  }

  /// The least and greatest element of these rows, after the transforms so far.
  private func range(of rows: [UInt32]) -> ClosedRange<Double> {
    var low = Float.infinity
    var high = -Float.infinity
    withUnsafeTemporaryAllocation(of: Float.self, capacity: elementCount) { values in
      for row in rows {
        deliver(Int(row), to: UnsafeMutableRawBufferPointer(values), pass: nil)
        for value in values {
          low = min(low, value)
          high = max(high, value)
        }
      }
    }
    return low <= high ? Double(low)...Double(high) : 0...0
  }

  /// Every number that a stored byte can become; `nil` where that is not known.
  var possibleNumbers: [Float]? {
    storage.element == .uint8 && remaining.isEmpty ? table : nil
  }

  /// Writes one example, without allocating. `pass` numbers the passes over the data in training; without it random transforms are off.
  ///
  /// - Precondition: `target` holds `field.type.byteCount` bytes.
  func deliver(_ row: Int, to target: UnsafeMutableRawBufferPointer, pass: UInt64?) {
    precondition(target.count == field.type.byteCount, "\(target.count) bytes for \(field.type)")
    storage.withUnsafeBytes { stored in
      if storage.element == .uint8 {
        let bytes = UnsafeRawBufferPointer(
          rebasing: stored[row * elementCount..<(row + 1) * elementCount])
        lookUp(bytes, target.bindMemory(to: Float.self))
      } else {
        target.copyMemory(
          from: UnsafeRawBufferPointer(
            rebasing: stored[row * target.count..<(row + 1) * target.count]))
      }
    }
    guard !remaining.isEmpty else { return }
    let values = target.bindMemory(to: Float.self)
    for (transform, stream) in remaining {
      if transform.isRandom {
        guard let pass else { continue }
        let first = UInt64(row) * UInt64(elementCount)
        transform.apply(
          to: values, draw: TransformDraw(stream: stream, pass: pass, firstElement: first))
      } else {
        transform.apply(to: values, draw: nil)
      }
    }
  }

  private func lookUp(_ bytes: UnsafeRawBufferPointer, _ values: UnsafeMutableBufferPointer<Float>)
  {
    table.withUnsafeBufferPointer { table in
      guard tableChannels > 1 else {
        for i in values.indices { values[i] = table[Int(bytes[i])] }
        return
      }
      var channel = 0
      for i in values.indices {
        values[i] = table[Int(bytes[i]) * tableChannels + channel]
        channel += 1
        if channel == tableChannels { channel = 0 }
      }
    }
  }
}
