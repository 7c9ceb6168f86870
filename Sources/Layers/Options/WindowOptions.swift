import Config
import Diagnostics
import Graph
import Tensors

/// A window that slides over pictures: kernel, stride, dilation and padding.
struct WindowOptions: Sendable {
  static let kernelRange = 1...1024
  static let strideRange = 1...1024

  static let fields = [
    Field("kernel", PixelPair.fieldType(kernelRange), .required, "The window: `3` or `[3, 5]`."),
    stride(.standard("1")),
    Field(
      "dilation", PixelPair.fieldType(strideRange), .standard("1"),
      "The distance between the pixels that a window reads."),
    mirroredPadding,
  ]

  /// Of the transposed convolution.
  static let transposedFields =
    fields.map { $0.name == "padding" ? padding("same") : $0 } + [
      Field(
        "output_padding", PixelPair.fieldType(0...1023), .standard("0"),
        "Rows and columns more at the bottom and right, less than the stride: which of the sizes that the convolution makes one."
      )
    ]

  static func stride(_ presence: Field.Presence) -> Field {
    Field(
      "stride", PixelPair.fieldType(strideRange), presence,
      "How many pixels the window moves at each step.")
  }

  /// Of a window over zeros alone.
  static func padding(_ standard: String) -> Field {
    Field(
      "padding", .either([.choice(["same", "valid"]), .integer(0...1024)]), .standard(standard),
      "`same` (TensorFlow's rule: an odd row or column of padding goes to the bottom or right), `valid` (none), or a number of pixels on each side."
    )
  }

  /// Of a window over zeros or over the mirrored picture.
  private static let mirroredPadding = Field(
    "padding", .either([.choice(["same", "valid", "reflect"]), .integer(0...1024)]),
    .standard("same"),
    "`same` (TensorFlow's rule: an odd row or column of padding goes to the bottom or right), `valid` (none), a number of pixels on each side, or `reflect`: as same, with the mirrored picture in the place of zeros."
  )

  enum Padding: Hashable, Sendable {
    case same, valid, reflect
    case pixels(Int)
  }

  let kernel: PixelPair
  let stride: PixelPair
  let dilation: PixelPair
  let padding: Padding
  /// Whether a last window may reach beyond the end.
  let ceil: Bool

  init(_ fields: Fields) {
    self.kernel = PixelPair(fields, "kernel")
    self.stride = PixelPair(fields, "stride")
    self.dilation = PixelPair(fields, "dilation")
    self.padding = WindowOptions.padding(fields)
    self.ceil = false
  }

  init(kernel: PixelPair, stride: PixelPair, padding: Padding, ceil: Bool) {
    self.kernel = kernel
    self.stride = stride
    self.dilation = PixelPair(height: 1, width: 1)
    self.padding = padding
    self.ceil = ceil
  }

  static func padding(_ fields: Fields) -> Padding {
    let value = fields.value("padding")
    guard case .text(let name) = value.content else { return .pixels(value.integer("padding")) }
    switch name {
    case "valid": return .valid
    case "reflect": return .reflect
    default: return .same
    }
  }

  /// The two axes of the window over `[N, H, W, C]`, which ``padded(_:)`` has been through.
  func windows(over shape: Shape) -> Windows {
    let windows = zeroPadded(shape)
    guard padding == .reflect else { return windows }
    return Windows(
      kernel: kernel, height: windows.height.unpadded, width: windows.width.unpadded)
  }

  /// The pictures with what a mirrored padding adds to them.
  func padded(_ x: Tensor) throws(ShapeMismatch) -> Tensor {
    guard padding == .reflect else { return x }
    let windows = zeroPadded(x.shape)
    return try x.reflected(axis: 1, before: windows.height.low, after: windows.height.high)
      .reflected(axis: 2, before: windows.width.low, after: windows.width.high)
  }

  private func zeroPadded(_ shape: Shape) -> Windows {
    Windows(
      kernel: kernel,
      height: axis(shape[1], taps: kernel.height, stride.height, dilation.height),
      width: axis(shape[2], taps: kernel.width, stride.width, dilation.width))
  }

  private func axis(_ input: Int, taps: Int, _ stride: Int, _ dilation: Int) -> WindowAxis {
    let count: Int
    switch padding {
    case .same, .reflect: return .same(input: input, taps: taps, stride: stride, dilation: dilation)
    case .valid: count = 0
    case .pixels(let pixels): count = pixels
    }
    return ceil
      ? .reaching(input: input, taps: taps, stride: stride, padding: count)
      : WindowAxis(stride: stride, dilation: dilation, low: count, high: count)
  }

  /// The height that a transposed convolution makes of `input` rows.
  func transposedHeight(of input: Int, adding rows: Int) -> Int {
    transposed(input, taps: kernel.height, stride.height, dilation.height, rows)
  }

  func transposedWidth(of input: Int, adding columns: Int) -> Int {
    transposed(input, taps: kernel.width, stride.width, dilation.width, columns)
  }

  private func transposed(
    _ input: Int, taps: Int, _ stride: Int, _ dilation: Int, _ more: Int
  ) -> Int {
    let reach = (taps - 1) * dilation + 1
    return switch padding {
    case .same, .reflect: input * stride
    case .valid:
      more > 0
        ? (input - 1) * stride + reach + more : input * stride + max(reach - stride, 0)
    case .pixels(let count): (input - 1) * stride + reach - 2 * count + more
    }
  }
}

extension WindowAxis {
  /// Padding on both sides, and above it what the last window lacks, where it begins inside the input or the padding below
  /// it: PyTorch's `ceil_mode`.
  package static func reaching(input: Int, taps: Int, stride: Int, padding: Int) -> WindowAxis {
    let room = input + 2 * padding - taps
    let start = room < 0 ? 0 : (room / stride + 1) * stride
    let lacks = room >= 0 && room % stride != 0 && start < input + padding
    return WindowAxis(stride: stride, low: padding, high: padding + (lacks ? start - room : 0))
  }

  /// The same over what is padded already.
  fileprivate var unpadded: WindowAxis { WindowAxis(stride: stride, dilation: dilation) }
}

/// A window resolved for one picture size.
struct Windows {
  let kernel: PixelPair
  let height: WindowAxis
  let width: WindowAxis
}
