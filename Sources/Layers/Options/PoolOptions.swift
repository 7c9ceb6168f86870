import Config

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
  static func window(_ fields: Fields) throws -> WindowOptions {
    let size = PixelPair(fields, "size")
    return WindowOptions(
      kernel: size, stride: fields.has("stride") ? PixelPair(fields, "stride") : size,
      padding: WindowOptions.padding(fields), ceil: fields.boolean("ceil"))
  }
}
