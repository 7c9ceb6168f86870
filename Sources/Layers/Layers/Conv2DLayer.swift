import Config
import Graph
import Tensors

/// Two-dimensional convolution: a weighted sum over a window around every pixel, for every filter.
///
/// `x: [N, H, W, C]` → `[N, H', W', F]`; `weight: [F, C / groups, kH, kW]` as published, `bias: [F]`.
public struct Conv2DLayer: Layer {
  public static let schema = Schema(
    "conv2d",
    "Two-dimensional convolution: a weighted sum over a window around every pixel, for every filter.",
    discussion: """
      `[H, W, C]` → `[H', W', filters]`. With `padding: same` `H' = ⌈H / stride⌉`, and an odd row or column of \
      padding is at the bottom and right (TensorFlow's rule).
      """,
    example: "- conv2d: {filters: 32, kernel: 3, activation: relu}",
    fields: [Field("filters", .integer(1...1 << 20), .required, "The number of output channels.")]
      + WindowOptions.fields
      + [
        Field(
          "groups", .integer(1...1 << 20), .standard("1"),
          "The number of groups of channels that are convolved separately.")
      ] + WeightOptions.fields)

  let filters: Int
  let groups: Int
  let window: WindowOptions
  let options: WeightOptions

  public init(_ fields: Fields) throws {
    self.filters = fields.integer("filters")
    self.groups = fields.integer("groups")
    self.window = WindowOptions(fields)
    self.options = try WeightOptions(fields)
  }

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    try x.requirePictures("conv2d")
    let channels = x.shape[3]
    guard channels % groups == 0, filters % groups == 0 else {
      throw ShapeMismatch(
        "\(groups) groups do not divide \(channels) channels and \(filters) filters")
    }
    let (height, width) = (window.kernel.height, window.kernel.width)
    let weight = try context.parameter(
      "weight", shape: Shape.checked([filters, channels / groups, height, width]),
      layout: [2, 3, 1, 0],
      initializer: options.initializer,
      fans: Fans(
        input: height * width * channels / groups, output: height * width * filters))
    let y = try window.padded(x).convolved(
      with: weight, window.windows(over: x.shape), groups: groups)
    return try options.finish(y, context)
  }
}
