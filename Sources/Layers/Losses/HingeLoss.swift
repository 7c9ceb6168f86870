import Config
import Graph

/// What the prediction lacks to one on the side of the target.
///
/// `max(0, 1 − t · x)`, with targets 1 and −1.
public struct HingeLoss: Function {
  public static let schema = Schema(
    "hinge", "What the prediction lacks to one on the side of the target.",
    discussion: "`max(0, 1 − t · x)`, with targets 1 and −1.",
    example: "hinge(scores, 1)",
    fields: Arguments.pairFields + [LossReduction.field])

  public static func call(_ arguments: Arguments) throws -> Term {
    let (prediction, target) = try arguments.pair()
    try arguments.ask(.signs, of: "target")
    return try LossReduction.apply((1 - target * prediction).relu(), arguments)
  }
}
