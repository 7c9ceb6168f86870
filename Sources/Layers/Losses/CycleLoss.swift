import Config

/// Absolute error: CycleGAN's name for l1.
///
/// `|x − t|` per number. Source: Zhu et al. 2017.
public struct CycleLoss: Function {
  public static let schema = Schema(
    "cycle", "Absolute error: CycleGAN's name for l1.",
    discussion: "`|x − t|` per number. Source: Zhu et al. 2017.",
    fields: Arguments.pairFields + [LossReduction.field])

  public static func call(_ arguments: Arguments) throws -> Term {
    try L1Loss.call(arguments)
  }
}
