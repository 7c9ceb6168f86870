import Config
import Graph

/// The mean of every window, in each channel.
///
/// `x: [N, H, W, C]` → `[N, H', W', C]`. Padding does not count.
public struct AveragePoolLayer: Layer {
  public static let schema = Schema(
    "average_pool", "The mean of every window, in each channel.",
    discussion: "`[H, W, C]` → `[H', W', C]`; padding does not count.", mainField: "size",
    example: "- average_pool: 2",
    fields: PoolOptions.fields)

  let window: WindowOptions

  public init(_ fields: Fields) throws { self.window = try PoolOptions.window(fields) }

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    try x.requirePictures("average_pool")
    return try x.averagePooled(window.windows(over: x.shape))
  }
}
