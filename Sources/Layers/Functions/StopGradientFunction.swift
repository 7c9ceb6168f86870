import Config

/// The same value, which no gradient passes.
public struct StopGradientFunction: Function {
  public static let schema = Schema(
    "stop_gradient", "The same value, which no gradient passes.",
    fields: [Field("x", .expression, .required, "A value.")])

  public static func call(_ arguments: Arguments) throws -> Term {
    .value(try arguments.tensor("x").gradientStopped())
  }
}
