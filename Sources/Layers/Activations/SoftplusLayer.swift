import Config
import Graph

/// A smooth form of relu.
///
/// `x: any shape` → same. `log(1 + exp(x))`.
public struct SoftplusLayer: Layer {
  public static let schema = Schema(
    "softplus", "A smooth form of relu.", discussion: "`[…]` → same. `log(1 + exp(x))`.")

  public init(_ fields: Fields) {}

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor { try x.softplus() }
}
