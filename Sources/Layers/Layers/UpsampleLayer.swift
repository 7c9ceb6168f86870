import Config
import Graph
import Tensors

/// Enlarges pictures by a whole factor.
///
/// `x: [N, H, W, C]` → `[N, H · size, W · size, C]`.
public struct UpsampleLayer: Layer {
  public static let schema = Schema(
    "upsample", "Enlarges pictures by a whole factor.",
    discussion:
      "`[H, W, C]` → `[H · size, W · size, C]`. `nearest` repeats pixels; `bilinear` and `bicubic` blend them.",
    mainField: "size",
    example: "- upsample: 2",
    fields: [
      Field("size", PixelPair.fieldType(1...64), .standard("2"), "How many times as large.")
    ] + Interpolation.fields)

  let size: PixelPair
  let interpolation: Interpolation

  public init(_ fields: Fields) throws {
    self.size = PixelPair(fields, "size")
    self.interpolation = Interpolation(fields)
  }

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    try x.requirePictures("upsample")
    let result = try Shape.checked([
      x.shape[0], x.shape[1] * size.height, x.shape[2] * size.width, x.shape[3],
    ])
    return try x.resized(height: result[1], width: result[2], interpolation)
  }
}
