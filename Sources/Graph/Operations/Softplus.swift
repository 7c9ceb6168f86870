import Tensors

/// `ln(1 + eˣ)`, computed as `max(x, 0) + ln(1 + e^−|x|)`; its slope is the sigmoid.
public struct Softplus: Elementwise {
  public static let name = "softplus"
  public static let arity = 1

  public init() {}

  public func scalar(_ operands: [Scalar]) -> Scalar { .unary(.softplus, operands[0]) }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    guard let adjoint = adjoints[0] else { return [nil] }
    return [try adjoint * inputs[0].sigmoid()]
  }
}
