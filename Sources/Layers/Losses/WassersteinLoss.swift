import Config
import Graph

/// Wasserstein loss: the negative score on the side of the target.
///
/// `−t · x`, with targets 1 and −1. Source: Arjovsky, Chintala & Bottou 2017.
public struct WassersteinLoss: Function {
  public static let schema = Schema(
    "wasserstein", "Wasserstein loss: the negative score on the side of the target.",
    discussion: "`−t · x`, with targets 1 and −1. Source: Arjovsky, Chintala & Bottou 2017.",
    example: "wasserstein(scores, 1)",
    fields: Arguments.pairFields + [LossReduction.field])

  public static func call(_ arguments: Arguments) throws -> Term {
    let (prediction, target) = try arguments.pair()
    try arguments.ask(.signs, of: "target")
    return try LossReduction.apply(-(target * prediction), arguments)
  }
}
