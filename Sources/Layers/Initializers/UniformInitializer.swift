import Config
import Graph
import Tensors

/// Uniform draws between two bounds.
public struct UniformInitializer: Initializer {
  public static let schema = Schema(
    "uniform", "Uniform draws between two bounds.",
    example: "uniform: {low: -0.05, high: 0.05}",
    fields: [
      Field("low", .number(.any), .standard("-0.05"), "The lower bound."),
      Field("high", .number(.any), .standard("0.05"), "The upper bound."),
    ])

  let low: Double
  let high: Double

  public init(_ fields: Fields) {
    self.low = fields.number("low")
    self.high = fields.number("high")
  }

  public func build(
    shape: Shape, fans: Fans, entry: String, context: InitialContext
  ) throws -> Tensor {
    try context.draw(.uniform, shape: shape, entry: entry) * (high - low) + low
  }
}
