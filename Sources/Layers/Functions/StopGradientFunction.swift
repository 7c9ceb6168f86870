import Config

/// The same value, through which no gradient flows.
public struct StopGradientFunction: Function {
  public static let schema = Schema(
    "stop_gradient", "The same value, through which no gradient flows.",
    fields: [Field("x", .expression, .required, "A value.")])

  public static func call(_ arguments: Arguments) throws -> Term {
    .value(try arguments.tensor("x").gradientStopped())
  }
}
