import Config
import Graph

/// Steps scaled by the root of a running mean of the squared gradient.
///
/// `v ← ρ v + (1 − ρ) g²`, `x ← x − α g / √(v + ε)`; with momentum the steps are accumulated.
/// Source: Hinton 2012, lecture 6e, as in Keras.
public struct RMSProp: Optimizer {
  public static let schema = Schema(
    "rmsprop", "Steps scaled by the root of a running mean of the squared gradient.",
    discussion: "`v ← ρ v + (1 − ρ) g²`, `x ← x − α g / √(v + ε)`. Source: Hinton 2012.",
    fields: OptimizerOptions.fields(
      learningRate: "1e-3",
      [
        Field(
          "rho", .number(.decay), .standard("0.9"), "The decay rate of the squared gradient, ρ."),
        Field(
          "momentum", .number(.decay), .standard("0"),
          "The momentum: how much of the last step is kept."),
        Field("epsilon", .number(.nonNegative), .standard("1e-7"), "Added inside the root."),
      ]))

  public let options: OptimizerOptions
  let rho: Double
  let momentum: Double
  let epsilon: Double

  public init(_ fields: Fields) throws {
    self.options = try OptimizerOptions(fields)
    self.rho = fields.number("rho")
    self.momentum = fields.number("momentum")
    self.epsilon = fields.number("epsilon")
  }

  public func hostScalars(_ updateName: String) -> [HostScalar] { [learningRate(updateName)] }

  public func step(_ tensors: OptimizerTensors) throws -> Tensor {
    let gradient = tensors.gradient
    let square = try tensors.slot("velocity") { try $0 * rho + gradient.squared() * (1 - rho) }
    let increment =
      try gradient * tensors.scalar("learning_rate") / (square + epsilon).squareRoot()
    guard momentum > 0 else { return try -increment }
    return try -tensors.slot("momentum") { try $0 * momentum + increment }
  }
}
