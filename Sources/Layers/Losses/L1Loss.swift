import Config
import Graph

/// Absolute error.
///
/// `|x − t|` per number.
public struct L1Loss: Function {
  public static let schema = Schema(
    "l1", "Absolute error.",
    discussion: "`|x − t|` per number.",
    fields: Arguments.pairFields + [LossReduction.field])

  public static func call(_ arguments: Arguments) throws -> Term {
    let (prediction, target) = try arguments.comparedPair()
    return try LossReduction.apply((prediction - target).absolute(), arguments)
  }
}
