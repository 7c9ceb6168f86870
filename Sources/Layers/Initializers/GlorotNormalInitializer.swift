import Config
import Graph
import Tensors

/// Truncated normal, scaled by the mean of fan-in and fan-out.
///
/// Standard deviation `√(2 / (fan_in + fan_out))`, cut at two of them. Source: Glorot & Bengio 2010.
public struct GlorotNormalInitializer: Initializer {
  public static let schema = Schema(
    "glorot_normal", "Truncated normal, scaled by the mean of fan-in and fan-out.",
    discussion:
      "Standard deviation `√(2 / (fan_in + fan_out))`, cut at two of them. Source: Glorot & Bengio 2010."
  )

  public init(_ fields: Fields) {}

  public func build(
    shape: Shape, fans: Fans, entry: String, context: InitialContext
  ) throws -> Tensor {
    try context.truncatedNormal(
      deviation: (1 / fans.mean).squareRoot(), shape: shape, entry: entry)
  }
}
