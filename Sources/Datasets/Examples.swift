import Tensors

/// The examples of one part of a data set, in the order of their files.
public struct Examples: Sendable {
  /// The main field first.
  public let fields: [DataField]
  let columns: [Column]
  let rows: [UInt32]

  public var count: Int { rows.count }

  /// Writes consecutive examples of one field as they are outside training: in order, without random transforms.
  ///
  /// `target: [positions.count, …]`. Does not allocate.
  /// - Precondition: the positions exist and `target` has exactly their bytes.
  public func fill(
    field: Int, positions: Range<Int>, into target: UnsafeMutableRawBufferPointer
  ) {
    let size = fields[field].type.byteCount
    precondition(target.count == positions.count * size, "a target of \(target.count) bytes")
    for (place, position) in positions.enumerated() {
      columns[field].deliver(
        Int(rows[position]),
        to: UnsafeMutableRawBufferPointer(rebasing: target[place * size..<(place + 1) * size]),
        pass: nil)
    }
  }

  /// The first example with a number in the field that `isWrong`, and that number; `nil` where all are.
  /// They are looked at as they are outside training.
  public func first(
    ofField field: Int, where isWrong: (Double) -> Bool
  ) -> (example: Int, number: Double)? {
    let (column, type) = (columns[field], fields[field].type)
    // Bytes become few different numbers: where none of those is wrong, no example is.
    if let numbers = column.possibleNumbers, !numbers.contains(where: { isWrong(Double($0)) }) {
      return nil
    }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: type.byteCount, alignment: 64)
    defer { buffer.deallocate() }
    for (example, row) in rows.enumerated() {
      column.deliver(Int(row), to: buffer, pass: nil)
      let wrong =
        type.element == .int32
        ? buffer.bindMemory(to: Int32.self).first { isWrong(Double($0)) }.map { Double($0) }
        : buffer.bindMemory(to: Float.self).first { isWrong(Double($0)) }.map { Double($0) }
      if let wrong { return (example, wrong) }
    }
    return nil
  }

  /// The first `count` examples of a field (or all, where there are fewer), in order, without random
  /// transforms: what samples and plots show.
  public func first(_ count: Int, field: Int = 0) -> HostArray {
    let type = fields[field].type
    let count = min(max(count, 0), self.count)
    let size = count * type.byteCount
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
    defer { buffer.deallocate() }
    fill(field: field, positions: 0..<count, into: buffer)
    return HostArray(
      type: TensorType(Shape([count] + type.shape.extents), type.element),
      bytes: UnsafeRawBufferPointer(buffer))
  }
}
