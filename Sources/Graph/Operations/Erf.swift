import Tensors

/// `y = 2/√π · ∫₀ˣ exp(−t²) dt`; the gradient is `adjoint · 2/√π · exp(−x²)`.
///
/// With it, a standard normal draw is below x with probability `(1 + erf(x / √2)) / 2`.
public struct Erf: Elementwise {
  public static let name = "erf"
  public static let arity = 1

  public init() {}

  public func scalar(_ operands: [Scalar]) -> Scalar { .unary(.erf, operands[0]) }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    guard let adjoint = adjoints[0] else { return [nil] }
    let slope = try (-inputs[0].squared()).exp() * (2 / Double.pi.squareRoot())
    return [try adjoint * slope]
  }
}
