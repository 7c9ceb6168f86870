import Tensors

/// The cosine of x in radians.
public struct Cos: Elementwise {
  public static let name = "cos"
  public static let arity = 1

  public init() {}

  public func scalar(_ operands: [Scalar]) -> Scalar { .unary(.cos, operands[0]) }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    guard let adjoint = adjoints[0] else { return [nil] }
    return [try -(adjoint * inputs[0].sine())]
  }
}
