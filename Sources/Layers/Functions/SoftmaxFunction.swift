import Config

/// Positive numbers that sum to one along the last axis.
public struct SoftmaxFunction: Function {
  public static let schema = Schema(
    "softmax", "Positive numbers that sum to one along the last axis.",
    fields: [Field("x", .expression, .required, "A value.")])

  public static func call(_ arguments: Arguments) throws -> Term {
    let x = try arguments.tensor("x")
    try x.requireAxes("softmax")
    return .value(try arguments.context.softmax(x))
  }
}
