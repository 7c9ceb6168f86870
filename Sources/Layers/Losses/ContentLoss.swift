import Config

/// Squared error of two feature maps: style transfer's name for mse.
///
/// `(x − t)²` per number. Source: Gatys, Ecker & Bethge 2015.
public struct ContentLoss: Function {
  public static let schema = Schema(
    "content",
    "Squared error of two feature maps: style transfer's name for mse.",
    discussion: "`(x − t)²` per number. Source: Gatys, Ecker & Bethge 2015.",
    fields: Arguments.pairFields + [LossReduction.field])

  public static func call(_ arguments: Arguments) throws -> Term {
    try MSELoss.call(arguments)
  }
}
