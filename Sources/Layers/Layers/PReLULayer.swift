import Config
import Graph

/// Keeps positive numbers and scales the others by a trained slope, one for each channel.
///
/// `x: [N, …, C]` → same. `x` where `x > 0`, else `weight · x`; `weight: [C]`. Source: He et al. 2015.
public struct PReLULayer: Layer {
  public static let schema = Schema(
    "prelu", "Keeps positive values and multiplies the others by a trained slope, one per channel.",
    discussion: "`[…, C]` → same. `x` where `x > 0`, else `weight · x`. Source: He et al. 2015.",
    mainField: "initial",
    fields: [
      Field(
        "initial", .number(.any), .standard("0"), "The initial slopes; PyTorch's are 0.25."
      )
    ])

  let initial: Double

  public init(_ fields: Fields) { self.initial = fields.number("initial") }

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    try x.requireFeatures("prelu")
    let slope = try context.parameter(
      "weight", count: x.shape[x.shape.rank - 1], filledWith: initial)
    return try x.greater(0).select(x, x * slope)
  }
}
