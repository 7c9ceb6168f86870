import Config
import Graph

/// The maximum of every channel over the whole picture.
///
/// `x: [N, H, W, C]` → `[N, C]`.
public struct GlobalMaxPoolLayer: Layer {
  public static let schema = Schema(
    "global_max_pool", "The maximum of every channel over the whole picture.",
    discussion: "`[H, W, C]` → `[C]`.")

  public init(_ fields: Fields) {}

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    try x.requirePictures(
      "global_max_pool",
      ofSequences: "; of a sequence the maximum is 'compute: max(x, axis=0)', then 'flatten'")
    return try x.maximum(axes: [1, 2])
  }
}
