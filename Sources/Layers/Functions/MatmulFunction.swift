import Config
import Graph
import Tensors

/// The matrix product of each example: `[…, M, K] × […, K, N]` → `[…, M, N]`.
///
/// Axes before the last two are equal in both, or the right one is a single matrix `[K, N]` for all of them. What has no batch
/// goes with each example; a vector `[K]` on the left of one is a row, and gives `[N]`.
public struct MatmulFunction: Function {
  public static let schema = Schema(
    "matmul", "The matrix product of each example.",
    discussion: """
      `[…, M, K]` × `[…, K, N]` → `[…, M, N]`; a list has no batch and goes with each, and a single matrix with all axes of the left one that stand \
      before its last: `[7, 7, K]` × `[K, N]` → `[7, 7, N]`.
      """,
    example: "matmul(ones([3, 4]), ones([4, 2]))",
    fields: [
      Field("a", .expression, .required, "The left matrix; a vector is one row."),
      Field(
        "b", .expression, .required,
        "The right matrix; a vector is none here, and `[K, 1]` is one column."),
      Field("transpose_a", .boolean, .standard("false"), "Whether to transpose the left matrix."),
      Field("transpose_b", .boolean, .standard("false"), "Whether to transpose the right matrix."),
    ])

  public static func call(_ arguments: Arguments) throws -> Term {
    let (a, b) = (try arguments.tensor("a"), try arguments.tensor("b"))
    let isRow = a.exampleShape.rank == 1
    if let product = try single(a, b, arguments) { return .value(product) }
    guard a.exampleShape.rank >= 1, b.exampleShape.rank >= 2 else {
      throw ShapeMismatch(
        "matmul takes [M, K] and [K, N], found \(a.exampleShape) and \(b.exampleShape); examples are multiplied each by itself",
        of: [a.exampleShape, b.exampleShape])
    }
    guard !isRow || !arguments.boolean("transpose_a") else {
      throw ShapeMismatch(
        "'transpose_a' of matmul turns matrices, and a vector is one row: \(a.exampleShape)",
        of: [a.exampleShape])
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
        "matmul takes matrices of as many axes, found \(a.exampleShape) and \(b.exampleShape)",
        of: [a.exampleShape, b.exampleShape])
    }
    let product = try left.matmul(
      right.floating(), transposeA: arguments.boolean("transpose_a"),
      transposeB: arguments.boolean("transpose_b"))
    guard isRow else { return .value(product) }
    var extents = product.shape.extents
    extents.remove(at: extents.count - 2)
    return .value(try product.reshaped(Shape(extents)).with(batch: product.batch))
  }

  /// The product where the right one is one matrix for several axes of the left one; `nil` where it is not, or does not fit.
  private static func single(_ a: Tensor, _ b: Tensor, _ arguments: Arguments) throws -> Tensor? {
    let matrix = b.exampleShape
    guard a.exampleShape.rank > 2, matrix.rank == 2, a.batch != .none || b.batch == .none,
      b.batch != .many, !arguments.boolean("transpose_a")
    else { return nil }
    let isTurned = arguments.boolean("transpose_b")
    let (inner, columns) = isTurned ? (matrix[1], matrix[0]) : (matrix[0], matrix[1])
    guard inner > 0, a.shape[a.shape.rank - 1] == inner else { return nil }
    let rows = try a.reshaped(Shape([a.shape.count / inner, inner])).with(batch: .none)
    let right = try b.floating().reshaped(matrix).with(batch: .none)
    let product = try rows.matmul(right, transposeB: isTurned)
    return try product.reshaped(Shape.checked(a.shape.extents.dropLast() + [columns]))
      .with(batch: a.batch)
  }
}
