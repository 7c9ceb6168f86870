import Config
import Graph

/// Scales each channel of each picture to zero mean and unit variance.
///
/// `x: [N, H, W, C]` → same, with the statistics over H and W. `y = (x − μ) / √(σ² + ε) · γ + β`.
/// Source: Ulyanov, Vedaldi & Lempitsky 2016.
public struct InstanceNormLayer: Layer {
  public static let schema = Schema(
    "instance_norm", "Scales each channel of each picture to zero mean and unit variance.",
    discussion: "`[H, W, C]` → same. Source: Ulyanov, Vedaldi & Lempitsky 2016.",
    fields: [
      Field("epsilon", .number(.nonNegative), .standard("1e-5"), "Added to the variance.")
    ] + AffineOptions.fields)

  let epsilon: Double
  let affine: AffineOptions

  public init(_ fields: Fields) throws {
    self.epsilon = fields.number("epsilon")
    self.affine = try AffineOptions(fields)
  }

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    try x.requirePictures("instance_norm")
    context.warnOfLoneNumbers(x.shape[1] * x.shape[2], "instance_norm")
    return try affine.apply(x.normalized(axes: [1, 2], epsilon: epsilon), context)
  }
}
