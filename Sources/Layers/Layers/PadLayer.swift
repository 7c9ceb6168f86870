import Config
import Graph

/// Zeros around every picture.
///
/// `x: [N, H, W, C]` → `[N, H + top + bottom, W + left + right, C]`.
public struct PadLayer: Layer {
  public static let schema = Schema(
    "pad", "Zeros around every picture.",
    discussion: "`pad: 1` on all sides, or `[top, bottom, left, right]`.", mainField: "size",
    fields: [EdgeOptions.field("How many rows and columns."), EdgeOptions.mode])

  let edges: EdgeOptions

  public init(_ fields: Fields) throws {
    self.edges = EdgeOptions(fields)
    try EdgeOptions.requireZero(fields)
  }

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    try x.requirePictures("pad")
    return try x.padded(
      before: [0, edges.top, edges.left, 0], after: [0, edges.bottom, edges.right, 0])
  }
}
