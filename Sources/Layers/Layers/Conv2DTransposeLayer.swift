import Config
import Graph
import Tensors

/// The transpose of a convolution: every pixel is spread over a window.
///
/// `x: [N, H, W, C]` → `[N, H', W', F]`; `weight: [C, F, kH, kW]` as published, `bias: [F]`. With `same`
/// `H' = H · stride`; with `valid` `H' = (H − 1) · stride + kernel`.
public struct Conv2DTransposeLayer: Layer {
  public static let schema = Schema(
    "conv2d_transpose", "The transpose of a convolution: every pixel is spread over a window.",
    discussion: """
      `[H, W, C]` → `[H', W', filters]`. `same`: `H' = H · stride`; `valid`: `H' = H · stride + max(kernel − stride, 0)`; \
      padding p: `H' = (H − 1) · stride + kernel − 2 p`.
      """,
    fields: [Field("filters", .integer(1...1 << 20), .required, "How many channels come out.")]
      + WindowOptions.fields + WeightOptions.fields)

  let filters: Int
  let window: WindowOptions
  let options: WeightOptions

  public init(_ fields: Fields) throws {
    self.filters = fields.integer("filters")
    self.window = try WindowOptions(fields)
    self.options = try WeightOptions(fields)
  }

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    try x.requirePictures("conv2d_transpose")
    let channels = x.shape[3]
    let (height, width) = (window.kernel.height, window.kernel.width)
    let result = try Shape.checked([
      x.shape[0], window.transposedHeight(of: x.shape[1]),
      window.transposedWidth(of: x.shape[2]), filters,
    ])
    // In memory the axes are those of the convolution that this transposes, from F to C channels.
    let weight = try context.parameter(
      "weight", shape: Shape.checked([channels, filters, height, width]), layout: [2, 3, 1, 0],
      initializer: options.initializer,
      fans: Fans(input: height * width * filters, output: height * width * channels))
    let y = try x.convolvedTransposed(
      with: weight, window.windows(over: result), to: result)
    return try options.finish(y, context)
  }
}
