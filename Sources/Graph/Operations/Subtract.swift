import Tensors

/// `a − b`.
public struct Subtract: Elementwise {
  public static let name = "subtract"
  public static let arity = 2

  public init() {}

  public func scalar(_ operands: [Scalar]) -> Scalar {
    .binary(.subtract, operands[0], operands[1])
  }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    guard let adjoint = adjoints[0] else { return [nil, nil] }
    return [adjoint, try -adjoint]
  }
}
