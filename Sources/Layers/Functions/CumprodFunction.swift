import Config
import Graph

/// The cumulative product along the last axis.
///
/// `x: […, n]` → same: `y_k = x_0 · x_1 · … · x_k`.
public struct CumprodFunction: Function {
  public static let schema = Schema(
    "cumprod", "The cumulative product along the last axis.",
    discussion: "`y_k = x_0 · x_1 · … · x_k`.",
    example: "cumprod(range(10) + 1)",
    fields: [Field("x", .expression, .required, "A value or list.")])

  public static func call(_ arguments: Arguments) throws -> Term {
    var y = try arguments.tensor("x").floating()
    try y.requireAxes("cumprod")
    let axis = y.shape.rank - 1
    let count = y.shape[axis]
    var reach = 1
    // Each number holds the product of `reach` numbers, and takes in as many before them.
    while reach < count {
      var before = [Int](repeating: 0, count: y.shape.rank)
      before[axis] = reach
      let earlier = try y.sliced(axis: axis, 0..<count - reach)
        .padded(before: before, after: before.map { _ in 0 }, value: 1)
      y = try y * earlier
      reach *= 2
    }
    return .value(y)
  }
}
