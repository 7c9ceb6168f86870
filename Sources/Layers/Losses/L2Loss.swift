import Config
import Graph

/// The square of each number.
///
/// `x²` per number.
public struct L2Loss: Function {
  public static let schema = Schema(
    "l2", "The square of each number.",
    discussion: "`x²` per number.",
    fields: [
      Field(
        "x", .expression, .required, "A value."),
      LossReduction.field,
    ])

  public static func call(_ arguments: Arguments) throws -> Term {
    try LossReduction.apply(arguments.tensor("x").squared(), arguments)
  }
}
