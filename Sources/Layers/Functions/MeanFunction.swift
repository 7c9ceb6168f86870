import Config

/// The mean, over everything or within each example.
public struct MeanFunction: Function {
  public static let schema = Schema(
    "mean", "The mean, over everything or within each example.",
    fields: [Field("x", .expression, .required, "A value."), ReductionAxes.field])

  public static func call(_ arguments: Arguments) throws -> Term {
    let x = try arguments.tensor("x")
    let axes = try ReductionAxes.axes(of: x, arguments)
    return .value(try x.mean(axes: axes).value)
  }
}
