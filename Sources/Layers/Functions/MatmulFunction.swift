import Config
import Graph
import Tensors

/// The product of matrices, example by example.
///
/// `a: [M, K]` or `[K]`, `b: [K, N]` inside the example → `[M, N]` or `[N]`; what has no batch goes with each example.
public struct MatmulFunction: Function {
  public static let schema = Schema(
    "matmul", "The product of matrices, example by example.",
    fields: [
      Field("a", .expression, .required, "`[M, K]`, or a row `[K]`."),
      Field("b", .expression, .required, "`[K, N]`."),
    ])

  public static func call(_ arguments: Arguments) throws -> Term {
    let (a, b) = (try arguments.tensor("a"), try arguments.tensor("b"))
    let (rows, matrix) = (a.exampleShape, b.exampleShape)
    guard (1...2).contains(rows.rank), matrix.rank == 2, rows.extents.last == matrix[0] else {
      throw ShapeMismatch(
        "matmul takes [M, K] and [K, N] inside the example, not \(rows) and \(matrix)")
    }
    let result = Shape(Array(rows.extents.dropLast()) + [matrix[1]])
    let inner = matrix[0]
    if b.batch == .none {
      let flat = try a.reshaped(Shape([a.shape.count / max(inner, 1), inner])).with(batch: .none)
      let extents = a.batch == .none ? result.extents : [a.shape[0]] + result.extents
      return .value(try flat.matmul(b).reshaped(Shape(extents)).with(batch: a.batch))
    }
    let both = try Tensor.inOneBatch([a, b])
    let count = both[0].shape[0]
    let left = try both[0].reshaped(Shape([count, rows.rank == 1 ? 1 : rows[0], inner]))
    return .value(try left.matmul(both[1]).reshaped(Shape([count] + result.extents)))
  }
}
