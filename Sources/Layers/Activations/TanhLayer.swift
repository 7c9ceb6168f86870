import Config
import Graph

/// Squashes every number into (−1, 1).
///
/// `x: any shape` → same. `tanh(x)`.
public struct TanhLayer: Layer {
  public static let schema = Schema(
    "tanh", "Squashes every number into (−1, 1).", discussion: "`[…]` → same. `tanh(x)`.")

  public init(_ fields: Fields) {}

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor { try x.tanh() }
}
