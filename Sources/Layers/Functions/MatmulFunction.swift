import Config
import Graph
import Tensors

/// The matrix product of each example: `[…, M, K] × […, K, N]` → `[…, M, N]`.
///
/// Axes before the last two are equal in both. What has no batch goes with each example; a vector `[K]` on the left of
/// one is a row, and gives `[N]`.
public struct MatmulFunction: Function {
  public static let schema = Schema(
    "matmul", "The matrix product of each example.",
    discussion: "`[…, M, K]` × `[…, K, N]` → `[…, M, N]`; a list has no batch and goes with each.",
    example: "matmul(ones([3, 4]), ones([4, 2]))",
    fields: [
      Field("a", .expression, .required, "The left matrix; a vector is one row."),
      Field(
        "b", .expression, .required,
        "The right matrix; a vector is none here, and `[K, 1]` is one column."),
      Field("transpose_a", .boolean, .standard("false"), "Whether the left one is turned."),
      Field("transpose_b", .boolean, .standard("false"), "Whether the right one is turned."),
    ])

  public static func call(_ arguments: Arguments) throws -> Term {
    let (a, b) = (try arguments.tensor("a"), try arguments.tensor("b"))
    let isRow = a.exampleShape.rank == 1
    guard a.exampleShape.rank >= 1, b.exampleShape.rank >= 2 else {
      throw ShapeMismatch(
        "matmul takes [M, K] and [K, N], found \(a.exampleShape) and \(b.exampleShape); examples are multiplied each by itself"
      )
    }
    var left = a
    if isRow {
      let shape = Shape(a.shape.extents.dropLast() + [1, a.shape.extents[a.shape.rank - 1]])
      left = try a.reshaped(shape).with(batch: a.batch)
    }
    var right = b
    if a.batch != .none || b.batch != .none {
      let both = try Tensor.inOneBatch([left, right])
      (left, right) = (both[0], both[1])
    }
    guard left.shape.rank == right.shape.rank else {
      throw ShapeMismatch(
        "matmul takes matrices of as many axes, found \(a.exampleShape) and \(b.exampleShape)")
    }
    let product = try left.matmul(
      right.floating(), transposeA: arguments.boolean("transpose_a") && !isRow,
      transposeB: arguments.boolean("transpose_b"))
    guard isRow else { return .value(product) }
    var extents = product.shape.extents
    extents.remove(at: extents.count - 2)
    return .value(try product.reshaped(Shape(extents)).with(batch: product.batch))
  }
}
