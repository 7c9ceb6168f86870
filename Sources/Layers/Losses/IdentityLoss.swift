import Config
import Graph

/// The absolute difference: l1 under the name that CycleGAN uses.
///
/// `|x − t|` per number. Source: Zhu et al. 2017, section 5.2.
public struct IdentityLoss: Function {
  public static let schema = Schema(
    "identity", "The absolute difference: l1 under the name that CycleGAN uses.",
    discussion: "`|x − t|` per number. Source: Zhu et al. 2017, section 5.2.",
    fields: Arguments.pairFields + [LossReduction.field])

  public static func call(_ arguments: Arguments) throws -> Term {
    let (prediction, target) = try arguments.comparedPair()
    return try LossReduction.apply((prediction - target).absolute(), arguments)
  }
}
