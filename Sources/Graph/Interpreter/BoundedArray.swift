import Tensors

/// A tensor as the interpreter computes it: each number with a bound, within which every correct
/// single-precision computation of it must lie.
public struct BoundedArray: Sendable {
  public let shape: Shape
  public let element: ElementType
  public let values: [Double]
  public let bounds: [Double]

  /// The numbers rounded to the element type.
  public var array: HostArray {
    let storage: HostArray.Storage =
      switch element {
      case .float32: .float32(values.map { Float($0) })
      case .float64: .float64(values)
      case .int32: .int32(values.map { Int32(clamping: Int64(bounded: $0)) })
      case .int64: .int64(values.map { Int64(bounded: $0) })
      case .uint32: .uint32(values.map { UInt32(clamping: Int64(bounded: $0)) })
      case .uint8: .uint8(values.map { UInt8(clamping: Int64(bounded: $0)) })
      }
    return HostArray(shape: shape, storage: storage)
  }
}

extension Int64 {
  /// The number toward zero, held to the type's range; 0 for no number.
  fileprivate init(bounded number: Double) {
    self = number.isNaN ? 0 : Int64(Swift.max(-0x1p63, Swift.min(number, 0x1.fffffffffffffp62)))
  }
}
