import Config
import Graph
import Tensors

/// Channels laid out as pixels: every pixel becomes a square of `size × size`.
///
/// `x: [N, H, W, C · s²]` → `[N, H · s, W · s, C]`. Row i, column j of a square is channel `(i · s + j) · C + c`, or
/// `c · s² + i · s + j` in PyTorch's order. Source: Shi et al. 2016.
public struct DepthToSpaceLayer: Layer {
  public static let schema = Schema(
    "depth_to_space", "Channels laid out as pixels: every pixel becomes a square.",
    discussion: "`[H, W, C · size²]` → `[H · size, W · size, C]`. Source: Shi et al. 2016.",
    mainField: "size",
    example: "- depth_to_space: 2",
    fields: [
      Field("size", .integer(1...64), .standard("2"), "The side of a square."),
      Field(
        "order", .choice(["tensorflow", "pytorch"]), .standard("tensorflow"),
        "Which channels are one square: `tensorflow` every C-th, `pytorch` neighbours (pixel_shuffle)."
      ),
    ])

  let size: Int
  let isPixelShuffle: Bool

  public init(_ fields: Fields) {
    self.size = fields.integer("size")
    self.isPixelShuffle = fields.text("order") == "pytorch"
  }

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    try x.requirePictures("depth_to_space")
    let (count, height, width) = (x.shape[0], x.shape[1], x.shape[2])
    let channels = x.shape[3] / (size * size)
    guard channels * size * size == x.shape[3] else {
      throw ShapeMismatch(
        "depth_to_space makes squares of \(size * size) channels, and \(x.shape[3]) is no multiple")
    }
    let squares = isPixelShuffle ? [channels, size, size] : [size, size, channels]
    return try x.reshaped(Shape([count, height, width] + squares))
      .transposed(isPixelShuffle ? [0, 1, 4, 2, 5, 3] : [0, 1, 3, 2, 4, 5])
      .reshaped(Shape.checked([count, height * size, width * size, channels]))
  }
}
