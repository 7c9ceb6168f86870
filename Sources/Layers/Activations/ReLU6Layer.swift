import Config
import Graph

/// Keeps numbers between 0 and 6 and bounds the others.
///
/// `x: any shape` → same. `min(max(x, 0), 6)`.
public struct ReLU6Layer: Layer {
  public static let schema = Schema(
    "relu6", "Keeps numbers between 0 and 6 and bounds the others.",
    discussion: "`[…]` → same. `min(max(x, 0), 6)`.")

  public init(_ fields: Fields) {}

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    try x.relu().minimum(6)
  }
}
