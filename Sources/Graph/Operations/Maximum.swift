import Tensors

/// `max(a, b)`. Where they are equal the gradient goes to b, so that `maximum(x, 0)` has slope 0 at 0.
public struct Maximum: Elementwise {
  public static let name = "maximum"
  public static let arity = 2

  public init() {}

  public func scalar(_ operands: [Scalar]) -> Scalar { .binary(.maximum, operands[0], operands[1]) }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    guard let adjoint = adjoints[0] else { return [nil, nil] }
    let first = try inputs[0].compared(.greater, inputs[1])
    let zero = try Tensor.filled(0, like: adjoint)
    return [try first.select(adjoint, zero), try first.select(zero, adjoint)]
  }
}
