import Config
import Graph

/// Resizes pictures.
///
/// `x: [N, H, W, C]` → `[N, height, width, C]`. Pixel centres are at half pixels, as in `tf.image.resize`:
/// nearest reads `⌊(i + ½) · H / H'⌋`; with `centers: corner` they are at whole ones: `⌊i · H / H'⌋`.
public struct ResizeLayer: Layer {
  public static let schema = Schema(
    "resize", "Resizes pictures.",
    discussion: """
      `[H, W, C]` → `[H', W', C]`, of the size that is asked for. Pixel centres are at half pixels, as in `tf.image.resize`: `nearest` reads row `⌊(i + ½) · H / H'⌋`.
      """,
    mainField: "size",
    example: "- resize: 28",
    fields: [
      Field(
        "size", PixelPair.fieldType(1...1 << 14), .required,
        "`[height, width]`, or one number for both.")
    ] + Interpolation.fields)

  let size: PixelPair
  let interpolation: Interpolation

  public init(_ fields: Fields) throws {
    self.size = PixelPair(fields, "size")
    self.interpolation = Interpolation(fields)
  }

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    try x.requirePictures("resize")
    return try x.resized(height: size.height, width: size.width, interpolation)
  }
}
