import Config
import Diagnostics

/// The index of the largest number along the last axis; the first of equals.
public struct ArgmaxFunction: Function {
  public static let schema = Schema(
    "argmax", "The index of the largest number along the last axis; the first of equals.",
    example: "argmax(scores)",
    fields: [Field("x", .expression, .required, "A value.")])

  public static func call(_ arguments: Arguments) throws -> Term {
    let x = try arguments.tensor("x")
    try x.requireAxes("argmax")
    if x.shape[x.shape.rank - 1] == 1 {
      arguments.warn(
        .softmaxOfOne,
        "the argmax of one number is always 0; which of two classes one logit z says is 'z > 0'",
        at: "x")
    }
    return .value(try x.argMax(axes: [x.shape.rank - 1]))
  }
}
