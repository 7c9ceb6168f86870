import Tensors

/// `y = tanh x`; the gradient is `adjoint · (1 − y²)`.
public struct Tanh: Elementwise {
  public static let name = "tanh"
  public static let arity = 1

  public init() {}

  public func scalar(_ operands: [Scalar]) -> Scalar { .unary(.tanh, operands[0]) }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    guard let adjoint = adjoints[0] else { return [nil] }
    let one = try Tensor.filled(1, like: adjoint)
    return [try adjoint * (one - outputs[0].squared())]
  }
}
