import Config
import Graph

/// The square of the difference.
///
/// `(x − t)²` per number.
public struct MSELoss: Function {
  public static let schema = Schema(
    "mse", "The square of the difference.",
    discussion: "`(x − t)²` per number.",
    fields: Arguments.pairFields + [LossReduction.field])

  public static func call(_ arguments: Arguments) throws -> Term {
    let (prediction, target) = try arguments.comparedPair()
    return try LossReduction.apply((prediction - target).squared(), arguments)
  }
}
