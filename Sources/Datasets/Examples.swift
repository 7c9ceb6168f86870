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
