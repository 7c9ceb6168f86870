import Tensors

/// `y = 1 / (1 + e⁻ˣ)`; the gradient is `adjoint · y · (1 − y)`.
public struct Sigmoid: Elementwise {
  public static let name = "sigmoid"
  public static let arity = 1

  public init() {}

  public func scalar(_ operands: [Scalar]) -> Scalar { .unary(.sigmoid, operands[0]) }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    guard let adjoint = adjoints[0] else { return [nil] }
    let y = outputs[0]
    return [try adjoint * (y * (1 - y))]
  }
}
