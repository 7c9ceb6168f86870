import Config
import Graph

/// Squashes every number into (0, 1).
///
/// `x: any shape` → same. `1 / (1 + exp(−x))`.
public struct SigmoidLayer: Layer {
  public static let schema = Schema(
    "sigmoid", "Squashes every number into (0, 1).",
    discussion: "`[…]` → same. `1 / (1 + exp(−x))`.")

  public init(_ fields: Fields) {}

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    try context.context.sigmoid(x, at: context.range)
  }
}
