import Config

/// The standard deviation (biased), over everything or within each example.
public struct StdFunction: Function {
  public static let schema = Schema(
    "std", "The standard deviation (biased), over everything or within each example.",
    fields: [Field("x", .expression, .required, "A value."), ReductionAxes.field])

  public static func call(_ arguments: Arguments) throws -> Term {
    let x = try arguments.tensor("x")
    let axes = try ReductionAxes.axes(of: x, arguments)
    return .value(
      try x.moments(axes: axes).variance.squareRoot().value)
  }
}
