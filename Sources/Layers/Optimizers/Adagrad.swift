import Config
import Graph

/// Steps scaled by the root of the sum of all squared gradients so far.
///
/// `a ← a + g²`, `x ← x − α g / √(a + ε)`, with a from 0.1.
/// Source: Duchi, Hazan & Singer 2011, as in Keras.
public struct Adagrad: Optimizer {
  public static let schema = Schema(
    "adagrad", "Steps scaled by the root of the sum of all squared gradients.",
    discussion: "`a ← a + g²`, `x ← x − α g / √(a + ε)`. Source: Duchi, Hazan & Singer 2011.",
    fields: OptimizerOptions.fields(
      learningRate: "1e-3",
      [
        Field("initial", .number(.nonNegative), .standard("0.1"), "Where the sum begins."),
        Field("epsilon", .number(.nonNegative), .standard("1e-7"), "Added inside the root."),
      ]))

  /// Steps of the rate's length are the first alone: they shrink as gradients add up.
  public static let greatestRate = 100.0

  public let options: OptimizerOptions
  let initial: Double
  let epsilon: Double

  public init(_ fields: Fields) throws {
    self.options = try OptimizerOptions(fields)
    self.initial = fields.number("initial")
    self.epsilon = fields.number("epsilon")
  }

  public func hostScalars(_ updateName: String) -> [HostScalar] { [learningRate(updateName)] }

  public func step(_ tensors: OptimizerTensors) throws -> Tensor {
    let gradient = tensors.gradient
    let sum = try tensors.slot("accumulator", initially: initial) { try $0 + gradient.squared() }
    return try -(gradient * tensors.scalar("learning_rate")) / (sum + epsilon).squareRoot()
  }
}
