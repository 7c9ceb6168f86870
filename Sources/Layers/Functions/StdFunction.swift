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
    let variance = try x.moments(axes: over.axes).variance
    // The root has no finite gradient at 0.
    let isFlat = try variance.compared(.equal, 0)
    let root = try isFlat.select(x.builder.number(1), variance).squareRoot()
    return try over.term(isFlat.select(x.builder.number(0), root))
  }
}
