import Config
import Graph

/// Binary cross-entropy, of logits unless they are probabilities.
///
/// `max(x, 0) − x · t + log(1 + exp(−|x|))` per number; probabilities are kept 1e-7 away from 0 and 1. What comes out of a sigmoid counts by what went in.
public struct BCELoss: Function {
  public static let schema = Schema(
    "bce", "Binary cross-entropy, of logits unless they are probabilities.",
    discussion:
      "`max(x, 0) − x · t + log(1 + exp(−|x|))` per number; probabilities are kept 1e-7 away from 0 and 1. What comes out of a sigmoid counts by what went in.",
    example: "bce(logits, picture)",
    fields: Arguments.pairFields + [
      Field(
        "probabilities", .boolean, .standard("false"),
        "Whether the prediction is a probability, not a logit."),
      LossReduction.field,
    ])

  public static func call(_ arguments: Arguments) throws -> Term {
    let (prediction, target) = try arguments.pair()
    try arguments.ask(.fractions, of: "target")
    try arguments.expectPredictionFirst()
    if arguments.boolean("probabilities") {
      arguments.expectProbabilities(prediction, of: .sigmoid)
      let p = try prediction.clipped(1e-7, 1 - 1e-7)
      let loss = try target * p.log() + (1 - target) * (1 - p).log()
      return try LossReduction.apply(-loss, arguments)
    }
    let logits = try arguments.logits(of: prediction, before: .sigmoid) ?? prediction
    // The smooth form of max(x, 0) + log(1 + exp(−|x|)), whose slope at 0 is ½ as it should be.
    return try LossReduction.apply(logits.softplus() - logits * target, arguments)
  }
}
