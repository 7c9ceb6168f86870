import Config
import Graph

/// Exponential linear unit: keeps positive values; the others approach −alpha smoothly.
///
/// `x: any shape` → same. `x` where `x > 0`, else `alpha · (exp(x) − 1)`; the slope at 0 is alpha, as in PyTorch.
/// Source: Clevert, Unterthiner & Hochreiter 2015.
public struct ELULayer: Layer {
  public static let schema = Schema(
    "elu", "Exponential linear unit: keeps positive values; the others approach −alpha smoothly.",
    discussion:
      "`[…]` → same. `x` where `x > 0`, else `alpha · (exp(x) − 1)`. Source: Clevert et al. 2015.",
    mainField: "alpha",
    fields: [
      Field("alpha", .number(.nonNegative), .standard("1"), "The bound of negative numbers.")
    ])

  let alpha: Double

  public init(_ fields: Fields) { self.alpha = fields.number("alpha") }

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    // The exponential is taken of the negative part only, so that it cannot overflow; of 0 and 0 a minimum's gradient goes
    // to the second.
    let negative = try x.builder.number(0).minimum(x)
    return try x.greater(0).select(x, (negative.exp() - 1) * alpha)
  }
}
