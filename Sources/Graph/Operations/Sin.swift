import Tensors

/// The sine of x in radians.
public struct Sin: Elementwise {
  public static let name = "sin"
  public static let arity = 1

  public init() {}

  public func scalar(_ operands: [Scalar]) -> Scalar { .unary(.sin, operands[0]) }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    guard let adjoint = adjoints[0] else { return [nil] }
    return [try adjoint * inputs[0].cosine()]
  }
}
