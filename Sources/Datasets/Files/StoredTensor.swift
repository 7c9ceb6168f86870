import Diagnostics
import Tensors

/// How arrays from files are kept in memory.
enum StoredTensor {
  /// Numbers become float32, whole numbers int32; bytes with axes of their own stay bytes and are delivered as float32.
  static func storedElement(_ type: TensorType) -> ElementType {
    switch type.element {
    case .float32, .float64: .float32
    case .int32, .int64, .uint32: .int32
    case .uint8: type.shape.rank > 1 ? .uint8 : .int32
    }
  }

  /// - Throws: whole numbers that 32 bits do not hold.
  static func delivered(
    _ array: HostArray, of name: String, at range: SourceRange?
  ) throws -> HostArray {
    switch (storedElement(array.type), array.storage) {
    case (.float32, .float64): return HostArray(shape: array.shape, floats: array.floats)
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
  func prefix(_ count: Int) -> HostArray {
    let count = min(count, shape[0])
    guard count < shape[0] else { return self }
    let shape = Shape([count] + self.shape.extents.dropFirst())
    let elements = shape.count
    let kept: Storage =
      switch storage {
      case .float32(let values): .float32(Array(values.prefix(elements)))
      case .float64(let values): .float64(Array(values.prefix(elements)))
      case .int32(let values): .int32(Array(values.prefix(elements)))
      case .int64(let values): .int64(Array(values.prefix(elements)))
      case .uint32(let values): .uint32(Array(values.prefix(elements)))
      case .uint8(let values): .uint8(Array(values.prefix(elements)))
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
}
