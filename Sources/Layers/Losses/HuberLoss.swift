import Config
import Graph

/// Huber loss: quadratic for small differences, linear for large ones.
///
/// `½ d²` where `|d| ≤ delta`, else `delta · (|d| − ½ delta)`. Source: Huber 1964.
public struct HuberLoss: Function {
  public static let schema = Schema(
    "huber", "Huber loss: quadratic for small differences, linear for large ones.",
    discussion: "`½ d²` where `|d| ≤ delta`, else `delta · (|d| − ½ delta)`. Source: Huber 1964.",
    fields: Arguments.pairFields + [
      Field(
        "delta", .number(.positive), .standard("1"), "The difference from which it is linear."),
      LossReduction.field,
    ])

  public static func call(_ arguments: Arguments) throws -> Term {
    let (prediction, target) = try arguments.comparedPair()
    let delta = arguments.number("delta")
    let distance = try (prediction - target).absolute()
    // The square of at most delta plus a straight line from there on: no branch, one slope at delta.
    let inner = try distance.minimum(delta)
    return try LossReduction.apply(inner * (distance - inner * 0.5), arguments)
  }
}
