import Config
import Graph

/// The standard deviation (biased), over everything, within each example, or along an axis. Where all numbers are alike its
/// gradient is 0.
public struct StdFunction: Function {
  public static let schema = Schema(
    "std",
    "The standard deviation (biased), over everything, within each example, or along an axis.",
    discussion: "The gradient is 0 where all numbers are alike, as in PyTorch.",
    example: "std(picture)",
    fields: [Field("x", .expression, .required, "A value.")] + ReductionAxes.fields)

  public static func call(_ arguments: Arguments) throws -> Term {
    let x = try arguments.tensor("x")
    let over = try ReductionAxes(of: x, arguments)
    return try over.term(x.moments(axes: over.axes).variance.root(0.5))
  }
}
