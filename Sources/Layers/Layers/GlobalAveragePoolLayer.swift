import Config
import Graph

/// The mean of every channel over the whole picture.
///
/// `x: [N, H, W, C]` → `[N, C]`.
public struct GlobalAveragePoolLayer: Layer {
  public static let schema = Schema(
    "global_average_pool", "The mean of every channel over the whole picture.",
    discussion: "`[H, W, C]` → `[C]`.")

  public init(_ fields: Fields) {}

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    try x.requirePictures(
      "global_average_pool",
      ofSequences: "; of a sequence the mean is 'compute: mean(x, axis=0)', then 'flatten'")
    return try x.mean(axes: [1, 2])
  }
}
