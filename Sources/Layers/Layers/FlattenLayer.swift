import Config
import Graph
import Tensors

/// Flattens an example to a vector, in the order height, width, channels.
///
/// `x: [N, …]` → `[N, F]`.
public struct FlattenLayer: Layer {
  public static let schema = Schema(
    "flatten", "Flattens an example to a vector, in the order height, width, channels.",
    discussion: "`[H, W, C]` → `[H · W · C]`.")

  public init(_ fields: Fields) {}

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    try x.reshaped(Shape([x.shape[0], x.shape.extents.dropFirst().reduce(1, *)]))
  }
}
