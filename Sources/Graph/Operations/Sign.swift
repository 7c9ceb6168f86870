import Tensors

/// −1, 0 or 1. No gradient.
public struct Sign: Elementwise {
  public static let name = "sign"
  public static let arity = 1

  public init() {}

  public func scalar(_ operands: [Scalar]) -> Scalar { .unary(.sign, operands[0]) }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    [nil]
  }
}
