import Config
import Graph

/// Keeps positive values and multiplies the others by a slope.
///
/// `x: any shape` → same. `x` where `x > 0`, else `slope · x`.
/// Source: Maas, Hannun & Ng 2013.
public struct LeakyReLULayer: Layer {
  public static let schema = Schema(
    "leaky_relu", "Keeps positive values and multiplies the others by a slope.",
    discussion:
      "`[…]` → same. `x` where `x > 0`, else `slope · x`. Source: Maas, Hannun & Ng 2013.",
    mainField: "slope",
    example: "- leaky_relu: 0.2",
    fields: [
      Field("slope", .number(.nonNegative), .standard("0.3"), "The factor of negative values.")
    ])

  let slope: Double

  public init(_ fields: Fields) { self.slope = fields.number("slope") }

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    try x.greater(0).select(x, x * slope)
  }
}
