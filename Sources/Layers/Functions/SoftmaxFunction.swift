import Config

/// Positive numbers that sum to one along an axis.
public struct SoftmaxFunction: Function {
  public static let schema = Schema(
    "softmax", "Positive numbers that sum to one along an axis, by default the last.",
    example: "softmax(scores)",
    fields: [
      Field("x", .expression, .required, "A value."),
      Field("axis", .integer(-8...7), .standard("-1"), ReductionAxes.axisSummary),
    ])

  public static func call(_ arguments: Arguments) throws -> Term {
    let x = try arguments.tensor("x")
    try x.requireAxes("softmax")
    let axis = try ReductionAxes.place(of: arguments.integer("axis"), in: x, arguments)
    let last = x.shape.rank - 1
    if axis == last { return .value(try arguments.context.softmax(x)) }
    // Along the last axis of the turned value.
    let order = (0...last).filter { $0 != axis } + [axis]
    let back = (0...last).map { order.firstIndex(of: $0) ?? $0 }
    let turned = try x.transposed(order).with(batch: .none)
    return .value(
      try arguments.context.softmax(turned).transposed(back).with(batch: x.batch))
  }
}
