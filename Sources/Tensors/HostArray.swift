/// A tensor in the host's memory, row-major.
public struct HostArray: Sendable, Hashable {
  public enum Storage: Sendable, Hashable {
    case float32([Float])
    case float64([Double])
    case int32([Int32])
    case int64([Int64])
    case uint32([UInt32])
    case uint8([UInt8])
  }

  public let shape: Shape
  public private(set) var storage: Storage

  /// - Precondition: the storage has as many elements as the shape.
  public init(shape: Shape, storage: Storage) {
    self.shape = shape
    self.storage = storage
    precondition(storageCount == shape.count, "\(storageCount) elements for shape \(shape)")
  }

  public init(shape: Shape, floats: [Float]) { self.init(shape: shape, storage: .float32(floats)) }

  public init(shape: Shape, repeating value: Float) {
    self.init(shape: shape, storage: .float32(Array(repeating: value, count: shape.count)))
  }

  public var type: TensorType { TensorType(shape, element) }

  public var element: ElementType {
    switch storage {
    case .float32: .float32
    case .float64: .float64
    case .int32: .int32
    case .int64: .int64
    case .uint32: .uint32
    case .uint8: .uint8
    }
  }

  var storageCount: Int {
    switch storage {
    case .float32(let values): values.count
    case .float64(let values): values.count
    case .int32(let values): values.count
    case .int64(let values): values.count
    case .uint32(let values): values.count
    case .uint8(let values): values.count
    }
  }

  /// The elements as numbers (an `Int64` beyond 2^53 is rounded).
  public var doubles: [Double] {
    switch storage {
    case .float32(let values): values.map(Double.init)
    case .float64(let values): values
    case .int32(let values): values.map(Double.init)
    case .int64(let values): values.map(Double.init)
    case .uint32(let values): values.map(Double.init)
    case .uint8(let values): values.map(Double.init)
    }
  }

  /// The elements as single-precision numbers, rounded to nearest.
  public var floats: [Float] {
    if case .float32(let values) = storage { return values }
    return doubles.map { Float($0) }
  }

  /// Whether no element is nan or infinite.
  public var isFinite: Bool {
    switch storage {
    case .float32(let values): values.allSatisfy(\.isFinite)
    case .float64(let values): values.allSatisfy(\.isFinite)
    case .int32, .int64, .uint32, .uint8: true
    }
  }

  /// Reads the elements' bytes in the machine's (little-endian) order.
  public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    switch storage {
    case .float32(let values): try values.withUnsafeBytes(body)
    case .float64(let values): try values.withUnsafeBytes(body)
    case .int32(let values): try values.withUnsafeBytes(body)
    case .int64(let values): try values.withUnsafeBytes(body)
    case .uint32(let values): try values.withUnsafeBytes(body)
    case .uint8(let values): try values.withUnsafeBytes(body)
    }
  }

  /// A tensor from bytes in little-endian order.
  ///
  /// - Precondition: `bytes` holds `type.byteCount` bytes.
  public init(type: TensorType, bytes: UnsafeRawBufferPointer) {
    precondition(bytes.count == type.byteCount, "\(bytes.count) bytes for \(type)")
    func load<T>(_ zero: T) -> [T] {
      [T](unsafeUninitializedCapacity: type.shape.count) { buffer, count in
        UnsafeMutableRawBufferPointer(buffer).copyMemory(from: bytes)
        count = type.shape.count
      }
    }
    let storage: Storage =
      switch type.element {
      case .float32: .float32(load(0))
      case .float64: .float64(load(0))
      case .int32: .int32(load(0))
      case .int64: .int64(load(0))
      case .uint32: .uint32(load(0))
      case .uint8: .uint8(load(0))
      }
    self.init(shape: type.shape, storage: storage)
  }

  /// The same elements under another shape of the same count.
  public func reshaped(_ shape: Shape) -> HostArray { HostArray(shape: shape, storage: storage) }

  /// The axes in another order: axis `d` of the result is axis `order[d]` of this array.
  public func permuted(_ order: [Int]) -> HostArray {
    precondition(order.sorted() == Array(0..<shape.rank), "\(order) is no order of \(shape)")
    let extents = order.map { shape[$0] }
    // The step, in this array's elements, of each axis of the result.
    let strides = shape.strides
    let steps = order.map { strides[$0] }
    func pick<T>(_ values: [T]) -> [T] {
      var result: [T] = []
      result.reserveCapacity(values.count)
      var position = [Int](repeating: 0, count: extents.count)
      var place = 0
      for _ in values.indices {
        result.append(values[place])
        var axis = extents.count - 1
        while axis >= 0 {
          position[axis] += 1
          place += steps[axis]
          if position[axis] < extents[axis] { break }
          place -= steps[axis] * extents[axis]
          position[axis] = 0
          axis -= 1
        }
      }
      return result
    }
    let moved: Storage =
      switch storage {
      case .float32(let values): .float32(pick(values))
      case .float64(let values): .float64(pick(values))
      case .int32(let values): .int32(pick(values))
      case .int64(let values): .int64(pick(values))
      case .uint32(let values): .uint32(pick(values))
      case .uint8(let values): .uint8(pick(values))
      }
    return HostArray(shape: Shape(extents), storage: moved)
  }
}
