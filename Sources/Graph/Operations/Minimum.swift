import Tensors

/// `min(a, b)`. Where they are equal the gradient goes to b.
public struct Minimum: Elementwise {
  public static let name = "minimum"
  public static let arity = 2

  public init() {}

  public func scalar(_ operands: [Scalar]) -> Scalar { .binary(.minimum, operands[0], operands[1]) }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    guard let adjoint = adjoints[0] else { return [nil, nil] }
    let first = try inputs[0].compared(.less, inputs[1])
    let zero = try Tensor.filled(0, like: adjoint)
    return [try first.select(adjoint, zero), try first.select(zero, adjoint)]
  }
}
