import Config

/// The standard deviation (biased), over everything, within each example, or along an axis.
public struct StdFunction: Function {
  public static let schema = Schema(
    "std",
    "The standard deviation (biased), over everything, within each example, or along an axis.",
    example: "std(picture)",
    fields: [Field("x", .expression, .required, "A value.")] + ReductionAxes.fields)

  public static func call(_ arguments: Arguments) throws -> Term {
    let x = try arguments.tensor("x")
    let over = try ReductionAxes(of: x, arguments)
    return try over.term(
      x.moments(axes: over.axes).variance.squareRoot())
  }
}
