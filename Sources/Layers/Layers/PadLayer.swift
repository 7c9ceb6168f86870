import Config
import Graph

/// Adds rows and columns around pictures.
///
/// `x: [N, H, W, C]` → `[N, H + top + bottom, W + left + right, C]`. `reflect` mirrors at the outermost pixels, which
/// are not repeated.
public struct PadLayer: Layer {
  public static let schema = Schema(
    "pad", "Adds rows and columns around pictures.",
    discussion: """
      `[H, W, C]` → `[top + H + bottom, left + W + right, C]`. `pad: 1` on all sides, or `[top, bottom, left, right]`.
      """, mainField: "size",
    example: "- pad: 1",
    fields: [EdgeOptions.field("How many rows and columns."), EdgeOptions.mode])

  let edges: EdgeOptions
  let isReflected: Bool

  public init(_ fields: Fields) throws {
    self.edges = EdgeOptions(fields)
    self.isReflected = fields.text("mode") == "reflect"
  }

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    try x.requirePictures("pad")
    if isReflected {
      return try x.reflected(axis: 1, before: edges.top, after: edges.bottom)
        .reflected(axis: 2, before: edges.left, after: edges.right)
    }
    return try x.padded(
      before: [0, edges.top, edges.left, 0], after: [0, edges.bottom, edges.right, 0])
  }
}
