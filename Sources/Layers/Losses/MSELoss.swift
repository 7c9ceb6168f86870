import Config
import Graph

/// Squared error.
///
/// `(x − t)²` per number.
public struct MSELoss: Function {
  public static let schema = Schema(
    "mse", "Squared error.",
    discussion: "`(x − t)²` per number.",
    fields: Arguments.pairFields + [LossReduction.field])

  public static func call(_ arguments: Arguments) throws -> Term {
    let (prediction, target) = try arguments.comparedPair()
    return try LossReduction.apply((prediction - target).squared(), arguments)
  }
}
