import Artifacts
import Diagnostics
import Tensors

/// How arrays from files are kept in memory and delivered.
struct StoredTensor: Hashable {
  /// Of all examples: `[N, …]`.
  let shape: Shape
  let stored: StoredElement

  /// Numbers become float32, whole numbers int32; bytes with axes of their own stay bytes and are delivered as float32 in 0...255; truth
  /// values with axes become 0 and 1 as float32.
  var element: ElementType {
    switch stored {
    case .plain(.float32), .plain(.float64), .float16, .bfloat16: .float32
    case .plain(.int32), .plain(.int64), .plain(.uint32), .int8, .int16, .uint16: .int32
    case .plain(.uint8): shape.rank > 1 ? .uint8 : .int32
    case .boolean: shape.rank > 1 ? .float32 : .int32
    }
  }

  /// The field that it is, where it has examples.
  func field(_ name: String, addingChannels: Bool) -> SourceField {
    var extents = Array(shape.extents.dropFirst())
    if addingChannels, extents.count == 2 { extents.append(1) }
    let isBytes = element == .uint8
    let range: ClosedRange<Double>? =
      isBytes ? 0...255 : stored == .boolean && element == .float32 ? 0...1 : nil
    return SourceField(
      name, TensorType(Shape(extents), isBytes ? .float32 : element), naturalRange: range,
      isBytes: isBytes)
  }

  /// The array as it is kept.
  ///
  /// - Throws: whole numbers that 32 bits do not hold.
  func kept(_ array: HostArray, of name: String, at range: SourceRange?) throws -> HostArray {
    switch (element, array.storage) {
    case (.float32, .float32): return array
    case (.float32, _): return HostArray(shape: array.shape, floats: array.floats)
    case (.int32, .int64(let values)): return try narrowed(values)
    case (.int32, .uint32(let values)): return try narrowed(values)
    case (.int32, .uint8(let values)): return try narrowed(values)
    default: return array
    }
    func narrowed(_ values: [some BinaryInteger]) throws -> HostArray {
      let narrow = try values.map { value in
        guard let narrow = Int32(exactly: value) else {
          throw Diagnostic("'\(name)' holds \(value), which is more than 32 bits hold", at: range)
        }
        return narrow
      }
      return HostArray(shape: array.shape, storage: .int32(narrow))
    }
  }
}

extension HostArray {
  /// The first `count` of the first axis.
  func prefix(_ count: Int) -> HostArray { rows(0..<min(count, shape[0])) }

  /// Some of the first axis.
  func rows(_ rows: Range<Int>) -> HostArray {
    guard rows != 0..<shape[0] else { return self }
    let shape = Shape([rows.count] + self.shape.extents.dropFirst())
    let size = Shape(Array(self.shape.extents.dropFirst())).count
    let places = rows.lowerBound * size..<rows.upperBound * size
    let kept: Storage =
      switch storage {
      case .float32(let values): .float32(Array(values[places]))
      case .float64(let values): .float64(Array(values[places]))
      case .int32(let values): .int32(Array(values[places]))
      case .int64(let values): .int64(Array(values[places]))
      case .uint32(let values): .uint32(Array(values[places]))
      case .uint8(let values): .uint8(Array(values[places]))
      }
    return HostArray(shape: shape, storage: kept)
  }

  /// This array and another of its type, one after the other along the first axis.
  func appending(_ other: HostArray) -> HostArray {
    let shape = Shape([self.shape[0] + other.shape[0]] + self.shape.extents.dropFirst())
    let joined: Storage =
      switch (storage, other.storage) {
      case (.float32(let a), .float32(let b)): .float32(a + b)
      case (.float64(let a), .float64(let b)): .float64(a + b)
      case (.int32(let a), .int32(let b)): .int32(a + b)
      case (.int64(let a), .int64(let b)): .int64(a + b)
      case (.uint32(let a), .uint32(let b)): .uint32(a + b)
      case (.uint8(let a), .uint8(let b)): .uint8(a + b)
      default: preconditionFailure("\(type) and \(other.type) do not go together")
      }
    return HostArray(shape: shape, storage: joined)
  }

  /// The same elements as `[N, H, W, 1]`.
  var withChannels: HostArray {
    HostArray(shape: Shape(shape.extents + [1]), storage: storage)
  }
}
