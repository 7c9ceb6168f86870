import Config
import Graph

/// The greatest number, over everything, within each example, or along an axis.
public struct MaxFunction: Function {
  public static let schema = Schema(
    "max", "The greatest number, over everything, within each example, or along an axis.",
    fields: [Field("x", .expression, .required, "A value.")] + ReductionAxes.fields)

  public static func call(_ arguments: Arguments) throws -> Term {
    let x = try arguments.tensor("x")
    let over = try ReductionAxes(of: x, arguments)
    return try over.term(x.maximum(axes: over.axes))
  }
}
