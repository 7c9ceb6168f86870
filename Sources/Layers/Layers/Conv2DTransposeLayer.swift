import Config
import Diagnostics
import Graph
import Tensors

/// Transposed convolution: every pixel is spread over a window.
///
/// `x: [N, H, W, C]` → `[N, H', W', F]`; `weight: [C, F, kH, kW]` as published, `bias: [F]`. With `same`
/// `H' = H · stride`; with `valid` `H' = H · stride + max(reach − stride, 0)`, as in Keras, or where an `output_padding` is
/// given `(H − 1) · stride + reach + output_padding`, as in PyTorch, with `reach = (kernel − 1) · dilation + 1`.
public struct Conv2DTransposeLayer: Layer {
  public static let schema = Schema(
    "conv2d_transpose", "Transposed convolution: every pixel is spread over a window.",
    discussion: """
      `[H, W, C]` → `[H', W', filters]`. `same`: `H' = H · stride`; `valid`: `H' = H · stride + max(kernel − stride, 0)`; \
      padding p: `H' = (H − 1) · stride + kernel − 2 p + output_padding`.
      """,
    example: "- conv2d_transpose: {filters: 16, kernel: 3, stride: 2}",
    fields: [Field("filters", .integer(1...1 << 20), .required, "The number of output channels.")]
      + WindowOptions.transposedFields + WeightOptions.fields)

  let filters: Int
  let window: WindowOptions
  let outputPadding: PixelPair
  let options: WeightOptions

  public init(_ fields: Fields) throws {
    self.filters = fields.integer("filters")
    self.window = WindowOptions(fields)
    self.outputPadding = PixelPair(fields, "output_padding")
    self.options = try WeightOptions(fields)
    guard outputPadding != PixelPair(height: 0, width: 0) else { return }
    let place = fields.range(of: "output_padding")
    guard window.padding != .same else {
      throw Diagnostic(
        "'output_padding' goes with a number of pixels as padding, or 'valid'; 'same' makes H · stride rows",
        at: place)
    }
    guard outputPadding.height < window.stride.height, outputPadding.width < window.stride.width
    else {
      throw Diagnostic("'output_padding' must be less than the stride", at: place)
    }
  }

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    try x.requirePictures("conv2d_transpose")
    let channels = x.shape[3]
    let (height, width) = (window.kernel.height, window.kernel.width)
    let rows = window.transposedHeight(of: x.shape[1], adding: outputPadding.height)
    let columns = window.transposedWidth(of: x.shape[2], adding: outputPadding.width)
    guard rows > 0, columns > 0 else {
      throw ShapeMismatch(
        "conv2d_transpose would make \(rows) × \(columns) pixels of \(x.innerShape)",
        of: [x.innerShape])
    }
    let result = try Shape.checked([x.shape[0], rows, columns, filters])
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
