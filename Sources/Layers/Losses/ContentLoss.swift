import Config

/// The square of the difference of two feature maps: mse under the name that style transfer uses.
///
/// `(x − t)²` per number. Source: Gatys, Ecker & Bethge 2015.
public struct ContentLoss: Function {
  public static let schema = Schema(
    "content",
    "The square of the difference of two feature maps: mse under the name that style transfer uses.",
    discussion: "`(x − t)²` per number. Source: Gatys, Ecker & Bethge 2015.",
    fields: Arguments.pairFields + [LossReduction.field])

  public static func call(_ arguments: Arguments) throws -> Term {
    try MSELoss.call(arguments)
  }
}
