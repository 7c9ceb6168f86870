import Config
import Graph

/// In training, adds normally distributed noise.
///
/// `x: any shape` → same. `x + std · n`.
public struct GaussianNoiseLayer: Layer {
  public static let schema = Schema(
    "gaussian_noise", "In training, adds normally distributed noise.",
    discussion: "`[…]` → same.", mainField: "std",
    example: "- gaussian_noise: 0.1",
    fields: [Field("std", .number(.nonNegative), .required, "The noise's standard deviation.")])

  let deviation: Double

  public init(_ fields: Fields) { self.deviation = fields.number("std") }

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    guard context.mode == .training, deviation > 0 else { return x }
    return try x + context.draw(.normal, shape: x.shape) * deviation
  }
}
