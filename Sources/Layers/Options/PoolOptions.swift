import Config
import Diagnostics

/// What the pooling layers take.
enum PoolOptions {
  static let fields = [
    Field(
      "size", PixelPair.fieldType(WindowOptions.kernelRange), .standard("2"),
      "The window: `2` or `[2, 3]`."),
    WindowOptions.stride(.optional),
    WindowOptions.padding("valid"),
    Field(
      "ceil", .boolean, .standard("false"),
      "Whether a window that begins inside the picture may reach beyond its end (PyTorch's `ceil_mode`)."
    ),
  ]

  /// The window; its stride is its size where none is given.
  ///
  /// - Throws: `ceil` where windows reach to the end anyway.
  static func window(_ fields: Fields) throws -> WindowOptions {
    let size = PixelPair(fields, "size")
    let (padding, ceil) = (WindowOptions.padding(fields), fields.boolean("ceil"))
    guard !ceil || padding != .same else {
      throw Diagnostic(
        "'ceil' goes with 'valid', or a number of pixels as padding; with 'same' no window is left out",
        at: fields.range(of: "ceil"))
    }
    return WindowOptions(
      kernel: size, stride: fields.has("stride") ? PixelPair(fields, "stride") : size,
      padding: padding, ceil: ceil)
  }
}
