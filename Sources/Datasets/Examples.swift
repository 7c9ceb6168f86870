import Tensors

/// The examples of one part of a data set, in the order of their files.
public struct Examples: Sendable {
  let store: ExampleStore
  let rows: [UInt32]

  /// As delivered, the main field first.
  public var fields: [DataField] { store.columns.map(\.delivered) }
  public var count: Int { rows.count }

  /// Writes consecutive examples of one field as they are outside training: in order, without random transforms.
  ///
  /// `target: [positions.count, …]`.
  /// - Precondition: the positions exist and `target` has exactly their bytes.
  /// - Throws: a file that cannot be decoded, by name.
  public func fill(
    field: Int, positions: Range<Int>, into target: UnsafeMutableRawBufferPointer
  ) throws {
    let size = store.columns[field].delivered.type.byteCount
    precondition(target.count == positions.count * size, "a target of \(target.count) bytes")
    let places = positions.map { ExamplePlace(row: rows[$0], pass: 0) }
    try places.withUnsafeBufferPointer {
      try store.deliver(
        $0, fields: [field], into: [target], inTraining: false, Workspace())
    }
  }

  /// How many examples are looked at where each has to be decoded.
  private static let mostDecoded = 64

  /// The first example with a number in the field that `isWrong`, and that number; `nil` where all are, or where those that are not
  /// are too many to be looked at. They are looked at as they are outside training.
  ///
  /// - Throws: a file that cannot be decoded, by name.
  public func first(
    ofField field: Int, where isWrong: (Double) -> Bool
  ) throws -> (example: Int, number: Double)? {
    let column = store.columns[field]
    let type = column.delivered.type
    // Bytes become few different numbers: where none of those is wrong, no example is.
    if let numbers = column.chain.possibleNumbers, !numbers.contains(where: { isWrong(Double($0)) })
    {
      return nil
    }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: type.byteCount, alignment: 64)
    defer { buffer.deallocate() }
    for example in 0..<(store.isDecoded ? min(count, Self.mostDecoded) : count) {
      try fill(field: field, positions: example..<(example + 1), into: buffer)
      let wrong =
        type.element == .int32
        ? buffer.bindMemory(to: Int32.self).first { isWrong(Double($0)) }.map { Double($0) }
        : buffer.bindMemory(to: Float.self).first { isWrong(Double($0)) }.map { Double($0) }
      if let wrong { return (example, wrong) }
    }
    return nil
  }

  /// The first example of a field so many times, without random transforms: `[count, …]`.
  ///
  /// - Throws: a file that cannot be decoded, by name.
  public func copiesOfFirst(_ count: Int, field: Int) throws -> HostArray {
    let type = store.columns[field].delivered.type
    let size = type.byteCount
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count * size, alignment: 64)
    defer { buffer.deallocate() }
    for i in 0..<count {
      let place = UnsafeMutableRawBufferPointer(rebasing: buffer[i * size..<(i + 1) * size])
      if i == 0 {
        try fill(field: field, positions: 0..<1, into: place)
      } else {
        place.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[..<size]))
      }
    }
    return HostArray(
      type: TensorType(Shape([count] + type.shape.extents), type.element),
      bytes: UnsafeRawBufferPointer(buffer))
  }

  /// The first `count` examples of a field (or all, where there are fewer), in order, without random transforms:
  /// `[count, …]`.
  ///
  /// - Throws: a file that cannot be decoded, by name.
  public func first(_ count: Int, field: Int = 0) throws -> HostArray {
    let type = store.columns[field].delivered.type
    let count = min(max(count, 0), self.count)
    let size = count * type.byteCount
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
    defer { buffer.deallocate() }
    try fill(field: field, positions: 0..<count, into: buffer)
    return HostArray(
      type: TensorType(Shape([count] + type.shape.extents), type.element),
      bytes: UnsafeRawBufferPointer(buffer))
  }
}
