import Config
import Graph

/// Gaussian error linear unit: x times the probability that a standard normal draw is below x.
///
/// `x: any shape` → same. `x · Φ(x) = x/2 · (1 + erf(x / √2))`; approximate,
/// `x/2 · (1 + tanh(√(2/π) (x + 0.044715 x³)))`.
/// Source: Hendrycks & Gimpel 2016, section 2.
public struct GELULayer: Layer {
  public static let schema = Schema(
    "gelu",
    "Gaussian error linear unit: x times the probability that a standard normal draw is below x.",
    discussion: """
      `[…]` → same. `x/2 · (1 + erf(x / √2))`, as in Keras and PyTorch; with `approximate: true` \
      `x/2 · (1 + tanh(√(2/π) (x + 0.044715 x³)))`, as in GPT-2. \
      Source: Hendrycks & Gimpel 2016.
      """,
    fields: [
      Field(
        "approximate", .boolean, .standard("false"),
        "Whether to use the tanh approximation.")
    ])

  let isApproximate: Bool

  public init(_ fields: Fields) { self.isApproximate = fields.boolean("approximate") }

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    guard isApproximate else { return try x * ((x * 0.5.squareRoot()).errorFunction() + 1) * 0.5 }
    let inner = try (x + x * x.squared() * 0.044715) * (2 / Double.pi).squareRoot()
    return try x * (inner.tanh() + 1) * 0.5
  }
}
