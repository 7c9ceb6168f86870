import Config
import Graph

/// Removes rows and columns at the edges of pictures.
///
/// `x: [N, H, W, C]` → `[N, H − top − bottom, W − left − right, C]`.
public struct CropLayer: Layer {
  public static let schema = Schema(
    "crop", "Removes rows and columns at the edges of pictures.",
    discussion: """
      `[H, W, C]` → `[H − top − bottom, W − left − right, C]`. `crop: 1` on all sides, or `[top, bottom, left, right]`.
      """, mainField: "size",
    example: "- crop: 1",
    fields: [EdgeOptions.field("How many rows and columns.")])

  let edges: EdgeOptions

  public init(_ fields: Fields) throws { self.edges = EdgeOptions(fields) }

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    try x.requirePictures("crop")
    guard edges.top + edges.bottom < x.shape[1], edges.left + edges.right < x.shape[2] else {
      throw ShapeMismatch("nothing of \(x.innerShape) is left after the crop", of: [x.innerShape])
    }
    return try x.sliced(axis: 1, edges.top..<x.shape[1] - edges.bottom)
      .sliced(axis: 2, edges.left..<x.shape[2] - edges.right)
  }
}
