import Config

/// The maximum, over everything, within each example, or along an axis. The gradient goes to the first of the
/// greatest.
public struct MaxFunction: Function {
  public static let schema = Schema(
    "max", "The maximum, over everything, within each example, or along an axis.",
    discussion: "The gradient goes to the first of the greatest. `maximum` is of two values.",
    fields: [Field("x", .expression, .required, "A value.")] + ReductionAxes.fields)

  public static func call(_ arguments: Arguments) throws -> Term {
    let x = try arguments.tensor("x")
    let over = try ReductionAxes(of: x, arguments)
    return try over.term(over.axes.isEmpty ? x.floating() : x.maximum(axes: over.axes))
  }
}
