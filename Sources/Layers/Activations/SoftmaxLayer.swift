import Config
import Graph

/// Positive numbers that sum to one along the last axis.
///
/// `x: any shape` → same. `exp(x_i) / Σ_j exp(x_j)`.
public struct SoftmaxLayer: Layer {
  public static let schema = Schema(
    "softmax", "Positive numbers that sum to one along the last axis.",
    discussion: "`[…, F]` → same. `exp(x_i) / Σ_j exp(x_j)`.")

  public init(_ fields: Fields) {}

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    try x.requireFeatures("softmax")
    return try context.context.softmax(x)
  }
}
