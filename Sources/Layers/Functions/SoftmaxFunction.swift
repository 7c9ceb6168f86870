import Config

/// Positive numbers that sum to one along an axis, the last by default.
public struct SoftmaxFunction: Function {
  public static let schema = Schema(
    "softmax", "Positive numbers that sum to one along an axis.",
    fields: [
      Field("x", .expression, .required, "A value."),
      Field(
        "axis", .integer(-8...7), .standard("-1"),
        "One axis of each example, from 0, or from -1 at the end."),
    ])

  public static func call(_ arguments: Arguments) throws -> Term {
    let x = try arguments.tensor("x")
    try x.requireAxes("softmax")
    let axis = try arguments.axis(of: x)
    let last = x.shape.rank - 1
    var order = Array(0...last)
    order.swapAt(axis, last)
    let y = try arguments.context.softmax(x.transposed(order))
    // What cross_entropy looks for is a softmax along the last axis, which is left as it is.
    return .value(axis == last ? y.with(batch: x.batch) : try y.transposed(order))
  }
}
