import Tensors

/// The second input where the first (a condition, 1 or 0) is not 0, else the third.
public struct Select: Elementwise {
  public static let name = "select"
  public static let arity = 3

  public init() {}

  public func scalar(_ operands: [Scalar]) -> Scalar {
    .select(operands[0], operands[1], operands[2])
  }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    guard let adjoint = adjoints[0] else { return [nil, nil, nil] }
    let zero = try Tensor.filled(0, like: adjoint)
    return [nil, try inputs[0].select(adjoint, zero), try inputs[0].select(zero, adjoint)]
  }
}
