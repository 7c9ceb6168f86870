import Config
import Graph

/// The absolute difference.
///
/// `|x − t|` per number.
public struct L1Loss: Function {
  public static let schema = Schema(
    "l1", "The absolute difference.",
    discussion: "`|x − t|` per number.",
    fields: Arguments.pairFields + [LossReduction.field])

  public static func call(_ arguments: Arguments) throws -> Term {
    let (prediction, target) = try arguments.comparedPair()
    return try LossReduction.apply((prediction - target).absolute(), arguments)
  }
}
