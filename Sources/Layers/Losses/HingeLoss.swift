import Config
import Graph

/// Hinge loss: what the prediction lacks to 1 on the side of the target.
///
/// `max(0, 1 − t · x)`, with targets 1 and −1.
public struct HingeLoss: Function {
  public static let schema = Schema(
    "hinge", "Hinge loss: what the prediction lacks to 1 on the side of the target.",
    discussion: "`max(0, 1 − t · x)`, with targets 1 and −1.",
    example: "hinge(scores, 1)",
    fields: Arguments.pairFields + [LossReduction.field])

  public static func call(_ arguments: Arguments) throws -> Term {
    let (prediction, target) = try arguments.pair()
    try arguments.ask(.signs, of: "target")
    return try LossReduction.apply((1 - target * prediction).relu(), arguments)
  }
}
