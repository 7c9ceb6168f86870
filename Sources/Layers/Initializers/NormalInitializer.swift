import Config
import Graph
import Tensors

/// Normal draws, not truncated.
public struct NormalInitializer: Initializer {
  public static let schema = Schema(
    "normal", "Normal draws, not truncated.", mainField: "std",
    example: "normal: {std: 0.02}",
    fields: [
      Field("mean", .number(.any), .standard("0"), "The mean."),
      Field("std", .number(.nonNegative), .standard("0.05"), "The standard deviation."),
    ])

  let mean: Double
  let deviation: Double

  public init(_ fields: Fields) {
    self.mean = fields.number("mean")
    self.deviation = fields.number("std")
  }

  public func build(
    shape: Shape, fans: Fans, entry: String, context: InitialContext
  ) throws -> Tensor {
    try context.draw(.normal, shape: shape, entry: entry) * deviation + mean
  }
}
