import Config
import Graph

/// Keeps positive values and sets the others to zero.
///
/// `x: any shape` → same. `max(x, 0)`.
public struct ReLULayer: Layer {
  public static let schema = Schema(
    "relu", "Keeps positive values and sets the others to zero.",
    discussion: "`[…]` → same. `max(x, 0)`.")

  public init(_ fields: Fields) {}

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor { try x.relu() }
}
