import Tensors

/// The same numbers as another element type; to integers toward zero, clamped to the type's range, of which compiled kernels
/// make the least of what is no number, on every processor.
public struct Convert: Elementwise {
  public static let name = "convert"
  public static let arity = 1
  public let element: ElementType

  public init(to element: ElementType) { self.element = element }

  public func element(of inputs: [TensorType]) throws(ShapeMismatch) -> ElementType { element }

  public func scalar(_ operands: [Scalar]) -> Scalar {
    guard let range = Convert.range(of: element) else { return operands[0] }
    let least = Scalar.constant(range.lowerBound)
    let isNumber = Scalar.binary(.equal, operands[0], operands[0])
    let low = Scalar.binary(.maximum, .select(isNumber, operands[0], least), least)
    return .unary(.truncate, .binary(.minimum, low, .constant(range.upperBound)))
  }

  /// The least and greatest single-precision numbers that the integer type holds; `nil` for floats.
  static func range(of element: ElementType) -> ClosedRange<Double>? {
    switch element {
    case .float32, .float64: nil
    case .int32: -0x1p31...0x1.fffffep30
    case .int64: -0x1p63...0x1.fffffep62
    case .uint32: 0...0x1.fffffep31
    case .uint8: 0...255
    }
  }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    [inputs[0].type.element == .float32 && element == .float32 ? adjoints[0] : nil]
  }

  public var attributes: String { "to=\(element.shortName)" }
}
