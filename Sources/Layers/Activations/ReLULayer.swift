import Config
import Graph

/// Keeps positive numbers and makes the others zero.
///
/// `x: any shape` → same. `max(x, 0)`.
public struct ReLULayer: Layer {
  public static let schema = Schema(
    "relu", "Keeps positive numbers and makes the others zero.",
    discussion: "`[…]` → same. `max(x, 0)`.")

  public init(_ fields: Fields) {}

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor { try x.relu() }
}
