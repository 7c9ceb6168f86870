import Config
import Graph
import Tensors

/// Uniform, scaled by the fan-in.
///
/// Within `±√(6 / fan_in)`. Source: He et al. 2015.
public struct HeUniformInitializer: Initializer {
  public static let schema = Schema(
    "he_uniform", "Uniform, scaled by the fan-in.",
    discussion: "Within `±√(6 / fan_in)`. Source: He et al. 2015.")

  public init(_ fields: Fields) {}

  public func build(
    shape: Shape, fans: Fans, entry: String, context: InitialContext
  ) throws -> Tensor {
    try context.uniform(
      bound: (6 / Double(max(fans.input, 1))).squareRoot(), shape: shape, entry: entry)
  }
}
