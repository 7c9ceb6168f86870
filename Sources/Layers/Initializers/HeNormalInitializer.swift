import Config
import Graph
import Tensors

/// Truncated normal, scaled by the fan-in.
///
/// Standard deviation `√(2 / fan_in)`, cut at two of them. Source: He et al. 2015.
public struct HeNormalInitializer: Initializer {
  public static let schema = Schema(
    "he_normal", "Truncated normal, scaled by the fan-in.",
    discussion: "Standard deviation `√(2 / fan_in)`, cut at two of them. Source: He et al. 2015.")

  public init(_ fields: Fields) {}

  public func build(
    shape: Shape, fans: Fans, entry: String, context: InitialContext
  ) throws -> Tensor {
    try context.truncatedNormal(
      deviation: (2 / Double(max(fans.input, 1))).squareRoot(), shape: shape, entry: entry)
  }
}
