import Config
import Graph
import Tensors

/// Normal draws, drawn again beyond two deviations from the mean.
///
/// `std` is the deviation before the cut, as in TensorFlow; that of the weights is 0.88 of it.
/// Source: tf.truncated_normal_initializer, keras.initializers.TruncatedNormal.
public struct TruncatedNormalInitializer: Initializer {
  public static let schema = Schema(
    "truncated_normal", "Normal draws, drawn again beyond two deviations from the mean.",
    discussion:
      "`std` is the deviation before the cut, as in TensorFlow; that of the weights is 0.88 of it.",
    mainField: "std", example: "truncated_normal: {std: 0.02}",
    fields: [
      Field("mean", .number(.any), .standard("0"), "The mean."),
      Field(
        "std", .number(.nonNegative), .standard("0.05"), "The standard deviation before the cut."),
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
    try context.cutNormal(deviation: deviation, shape: shape, entry: entry) + mean
  }
}
