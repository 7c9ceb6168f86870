import Config
import Graph

/// The number times the probability that a normal draw is below it, in its tanh form.
///
/// `x: any shape` → same. `x/2 · (1 + tanh(√(2/π) (x + 0.044715 x³)))`.
/// Source: Hendrycks & Gimpel 2016, section 2.
public struct GELULayer: Layer {
  public static let schema = Schema(
    "gelu", "The number times the probability that a normal draw is below it (tanh form).",
    discussion: """
      `[…]` → same. `x/2 · (1 + tanh(√(2/π) (x + 0.044715 x³)))`, Keras's `approximate=True`. \
      Source: Hendrycks & Gimpel 2016.
      """)

  public init(_ fields: Fields) {}

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    let inner = try (x + x * x.squared() * 0.044715) * (2 / Double.pi).squareRoot()
    return try x * (inner.tanh() + 1) * 0.5
  }
}
