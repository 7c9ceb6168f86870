import Config
import Graph
import Tensors

/// Depthwise convolution: a weighted sum over a window around every pixel, each channel by itself.
///
/// `x: [N, H, W, C]` → `[N, H', W', C · m]`, channel `c · m + q` made of channel c; `weight: [C · m, 1, kH, kW]` as
/// published, `bias: [C · m]`. Source: Howard et al. 2017.
public struct DepthwiseConv2DLayer: Layer {
  public static let schema = Schema(
    "depthwise_conv2d",
    "Depthwise convolution: a weighted sum over a window around every pixel, each channel by itself.",
    discussion: "`[H, W, C]` → `[H', W', C · depth_multiplier]`. Source: Howard et al. 2017.",
    example: "- depthwise_conv2d: {kernel: 3}",
    fields: WindowOptions.fields + [
      Field(
        "depth_multiplier", .integer(1...1024), .standard("1"),
        "The number of output channels per input channel.")
    ] + WeightOptions.fields)

  let multiplier: Int
  let window: WindowOptions
  let options: WeightOptions

  public init(_ fields: Fields) throws {
    self.multiplier = fields.integer("depth_multiplier")
    self.window = WindowOptions(fields)
    self.options = try WeightOptions(fields)
  }

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    try x.requirePictures("depthwise_conv2d")
    let channels = x.shape[3]
    let (height, width) = (window.kernel.height, window.kernel.width)
    let weight = try context.parameter(
      "weight", shape: Shape.checked([channels * multiplier, 1, height, width]),
      layout: [2, 3, 1, 0], initializer: options.initializer,
      fans: Fans(input: height * width * channels, output: height * width * multiplier))
    let y = try window.padded(x).convolved(
      with: weight, window.windows(over: x.shape), groups: channels)
    return try options.finish(y, context)
  }
}
