import Tensors

/// The greatest whole number ≤ x. No gradient.
public struct Floor: Elementwise {
  public static let name = "floor"
  public static let arity = 1

  public init() {}

  public func scalar(_ operands: [Scalar]) -> Scalar { .unary(.floor, operands[0]) }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    [nil]
  }
}
