import Tensors

/// `y = aᵇ`, for a ≥ 0 or whole b.
///
/// The gradient to a is `adjoint · b · aᵇ⁻¹`, 0 where b is 0; the gradient to b is `adjoint · y · ln a`, 0 where a ≤ 0.
public struct Power: Elementwise {
  public static let name = "power"
  public static let arity = 2

  public init() {}

  public func scalar(_ operands: [Scalar]) -> Scalar { .binary(.power, operands[0], operands[1]) }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    guard let adjoint = adjoints[0] else { return [nil, nil] }
    let (base, exponent) = (inputs[0], inputs[1])
    var toBase = try adjoint * (exponent * base.power(exponent - 1))
    // There 0 · a⁻¹ would be no number for a = 0.
    if exponent.literal?.doubles.contains(0) ?? true {
      toBase = try exponent.compared(.notEqual, 0).select(toBase, Tensor.filled(0, like: toBase))
    }
    if exponent.isConstant { return [toBase, nil] }
    let safe = try base.greater(0).select(base, Tensor.filled(1, like: base))
    return [toBase, try adjoint * (outputs[0] * safe.log())]
  }
}
