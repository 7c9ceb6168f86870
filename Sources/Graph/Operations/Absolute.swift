import Tensors

/// `|x|`; the slope at 0 is 0.
public struct Absolute: Elementwise {
  public static let name = "absolute"
  public static let arity = 1

  public init() {}

  public func scalar(_ operands: [Scalar]) -> Scalar { .unary(.absolute, operands[0]) }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    guard let adjoint = adjoints[0] else { return [nil] }
    return [try adjoint * inputs[0].sign()]
  }
}
