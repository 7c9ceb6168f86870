import Config
import Graph

/// In training, makes a random part of the numbers zero and scales the others up.
///
/// `x: any shape` → same. `x · m / (1 − rate)` with m 0 with probability `rate`, else 1.
/// Source: Srivastava et al. 2014.
public struct DropoutLayer: Layer {
  public static let schema = Schema(
    "dropout", "In training, makes a random part of the numbers zero and scales the others up.",
    discussion: "Source: Srivastava et al. 2014.", mainField: "rate",
    fields: [
      Field(
        "rate", .number(NumberRange(from: 0, to: 1, excludingHighest: true)), .required,
        "The probability that a number becomes zero.")
    ])

  let rate: Double

  public init(_ fields: Fields) { self.rate = fields.number("rate") }

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    guard context.mode == .training, rate > 0 else { return x }
    let draw = try context.draw(.uniform, shape: x.shape)
    return try draw.greater(rate).select(x * (1 / (1 - rate)), Tensor.filled(0, like: x))
  }
}
