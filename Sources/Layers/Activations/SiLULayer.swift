import Config
import Graph

/// The number times its sigmoid (swish).
///
/// `x: any shape` → same. `x · sigmoid(x)`.
public struct SiLULayer: Layer {
  public static let schema = Schema(
    "silu", "The number times its sigmoid (swish).", discussion: "`[…]` → same. `x · sigmoid(x)`.")

  public init(_ fields: Fields) {}

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor { try x * x.sigmoid() }
}
