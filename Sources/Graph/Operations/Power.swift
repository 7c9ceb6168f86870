import Tensors

/// `y = aᵇ`, for a ≥ 0 or whole b.
///
/// The gradient to a is `adjoint · b · aᵇ⁻¹`; the gradient to b is `adjoint · y · ln a`, 0 where a ≤ 0.
public struct Power: Elementwise {
  public static let name = "power"
  public static let arity = 2

  public init() {}

  public func scalar(_ operands: [Scalar]) -> Scalar { .binary(.power, operands[0], operands[1]) }

  public func gradient(
    _ builder: GraphBuilder, inputs: [Value], outputs: [Value], adjoints: [Value?]
  ) throws(ShapeMismatch) -> [Value?] {
    guard let adjoint = adjoints[0] else { return [nil, nil] }
    let (base, exponent) = (inputs[0], inputs[1])
    let one = try builder.fill(1, like: base)
    let slope = try builder.multiply(
      exponent, builder.power(base, builder.subtract(exponent, one)))
    let toBase = try builder.multiply(adjoint, slope)
    if builder.isConstant(exponent) { return [toBase, nil] }
    let zero = try builder.fill(0, like: base)
    let positive = try builder.compare(.greater, base, zero)
    let safe = try builder.log(builder.select(positive, base, one))
    return [toBase, try builder.multiply(adjoint, builder.multiply(outputs[0], safe))]
  }
}
