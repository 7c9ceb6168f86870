import Config

/// The mean, over everything, within each example, or along an axis.
public struct MeanFunction: Function {
  public static let schema = Schema(
    "mean", "The mean, over everything, within each example, or along an axis.",
    fields: [Field("x", .expression, .required, "A value.")] + ReductionAxes.fields)

  public static func call(_ arguments: Arguments) throws -> Term {
    let x = try arguments.tensor("x")
    let over = try ReductionAxes(of: x, arguments)
    return try over.term(x.mean(axes: over.axes))
  }
}
