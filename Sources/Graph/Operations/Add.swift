import Tensors

/// `a + b`.
public struct Add: Elementwise {
  public static let name = "add"
  public static let arity = 2

  public init() {}

  public func scalar(_ operands: [Scalar]) -> Scalar { .binary(.add, operands[0], operands[1]) }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    [adjoints[0], adjoints[0]]
  }
}
