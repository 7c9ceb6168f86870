import Tensors

/// `a · b`.
public struct Multiply: Elementwise {
  public static let name = "multiply"
  public static let arity = 2

  public init() {}

  public func scalar(_ operands: [Scalar]) -> Scalar {
    .binary(.multiply, operands[0], operands[1])
  }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    guard let adjoint = adjoints[0] else { return [nil, nil] }
    return [try adjoint * inputs[1], try adjoint * inputs[0]]
  }
}
