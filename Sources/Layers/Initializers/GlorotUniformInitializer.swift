import Config
import Graph
import Tensors

/// Uniform, scaled by the mean of fan-in and fan-out.
///
/// Within `±√(6 / (fan_in + fan_out))`. Source: Glorot & Bengio 2010.
public struct GlorotUniformInitializer: Initializer {
  public static let schema = Schema(
    "glorot_uniform", "Uniform, scaled by the mean of fan-in and fan-out.",
    discussion: "Within `±√(6 / (fan_in + fan_out))`. Source: Glorot & Bengio 2010.")

  public init(_ fields: Fields) {}

  public func build(
    shape: Shape, fans: Fans, entry: String, context: InitialContext
  ) throws -> Tensor {
    try context.uniform(bound: (3 / fans.mean).squareRoot(), shape: shape, entry: entry)
  }
}
