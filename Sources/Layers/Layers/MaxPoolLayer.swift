import Config
import Graph

/// The maximum of every window, in each channel.
///
/// `x: [N, H, W, C]` → `[N, H', W', C]`. Where two are equal, the first is taken.
public struct MaxPoolLayer: Layer {
  public static let schema = Schema(
    "max_pool", "The maximum of every window, in each channel.",
    discussion: "`[H, W, C]` → `[H', W', C]`; padding is never the greatest.", mainField: "size",
    example: "- max_pool: 2",
    fields: PoolOptions.fields)

  let window: WindowOptions

  public init(_ fields: Fields) throws { self.window = try PoolOptions.window(fields) }

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    try x.requirePictures("max_pool")
    return try x.maxPooled(window.windows(over: x.shape))
  }
}
