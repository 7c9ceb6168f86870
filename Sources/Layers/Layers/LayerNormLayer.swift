import Config
import Graph

/// Scales the features of each position to zero mean and unit variance.
///
/// `x: [N, …, C]` → same, with the statistics over C alone. `y = (x − μ) / √(σ² + ε) · γ + β`.
/// Source: Ba, Kiros & Hinton 2016.
public struct LayerNormLayer: Layer {
  public static let schema = Schema(
    "layer_norm", "Scales the features of each position to zero mean and unit variance.",
    discussion: "`[…, C]` → same, over the last axis. Source: Ba, Kiros & Hinton 2016.",
    fields: [
      Field("epsilon", .number(.nonNegative), .standard("1e-3"), "Added to the variance.")
    ] + AffineOptions.fields)

  let epsilon: Double
  let affine: AffineOptions

  public init(_ fields: Fields) throws {
    self.epsilon = fields.number("epsilon")
    self.affine = try AffineOptions(fields)
  }

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    try x.requireFeatures("layer_norm")
    context.warnOfLoneNumbers(x.shape[x.shape.rank - 1], "layer_norm")
    let scaled = try x.normalized(axes: [x.shape.rank - 1], epsilon: epsilon)
    return try affine.apply(scaled, context)
  }
}
