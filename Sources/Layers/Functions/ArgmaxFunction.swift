import Config

/// The place of the greatest number along the last axis; the first of equals.
public struct ArgmaxFunction: Function {
  public static let schema = Schema(
    "argmax", "The place of the greatest number along the last axis; the first of equals.",
    example: "argmax(scores)",
    fields: [Field("x", .expression, .required, "A value.")])

  public static func call(_ arguments: Arguments) throws -> Term {
    let x = try arguments.tensor("x")
    try x.requireAxes("argmax")
    return .value(try x.argMax(axes: [x.shape.rank - 1]))
  }
}
