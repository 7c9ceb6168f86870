import Config
import Graph

/// Clips values to the range from 0 to 6.
///
/// `x: any shape` → same. `min(max(x, 0), 6)`.
public struct ReLU6Layer: Layer {
  public static let schema = Schema(
    "relu6", "Clips values to the range from 0 to 6.",
    discussion: "`[…]` → same. `min(max(x, 0), 6)`.")

  public init(_ fields: Fields) {}

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    try x.relu().minimum(6)
  }
}
