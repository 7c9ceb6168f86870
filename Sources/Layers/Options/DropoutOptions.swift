import Config
import Graph
import Tensors

/// What leaves out a random part of its input.
struct DropoutOptions: Sendable {
  static let rateRange = NumberRange(from: 0, to: 1, excludingHighest: true)

  static let fields = [
    Field("rate", .number(rateRange), .required, "The probability that a number becomes zero."),
    Field(
      "always", .boolean, .standard("false"), "Whether it does so outside training as well."),
  ]

  let rate: Double
  let isAlways: Bool

  init(_ fields: Fields) {
    self.init(rate: fields.number("rate"), isAlways: fields.boolean("always"))
  }

  init(rate: Double, isAlways: Bool = false) {
    self.rate = rate
    self.isAlways = isAlways
  }

  /// `x · m / (1 − rate)`, with an m for each element of `shape`, which is stretched to that of `x`.
  func apply(_ x: Tensor, drawing shape: Shape, _ context: LayerContext) throws -> Tensor {
    guard context.mode == .training || isAlways, rate > 0 else { return x }
    let draw = try context.draw(.uniform, shape: shape)
    return try draw.greater(rate).select(x * (1 / (1 - rate)), Tensor.filled(0, like: x))
  }
}
