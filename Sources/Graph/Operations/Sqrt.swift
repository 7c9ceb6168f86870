import Tensors

/// `y = √x`; the gradient is `adjoint / 2y`.
public struct Sqrt: Elementwise {
  public static let name = "sqrt"
  public static let arity = 1

  public init() {}

  public func scalar(_ operands: [Scalar]) -> Scalar { .unary(.sqrt, operands[0]) }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    guard let adjoint = adjoints[0] else { return [nil] }
    return [try adjoint * 0.5 / outputs[0]]
  }
}
