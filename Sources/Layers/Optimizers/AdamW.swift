import Config
import Graph

/// Adam with decoupled weight decay: the decay is not part of the gradient.
///
/// Source: Loshchilov & Hutter 2017, algorithm 2.
public struct AdamW: Optimizer {
  public static let schema = Schema(
    "adamw", "Adam with decoupled weight decay.",
    discussion: "As adam, and `x ← x − α λ x`. Source: Loshchilov & Hutter 2017.",
    fields: OptimizerOptions.fields(
      learningRate: "1e-3", AdamRule.fields,
      weightDecay: Field(
        "weight_decay", .number(.nonNegative), .standard("0.004"),
        "Takes this times the learning rate off each parameter at every step (decoupled).")))

  public static let decouplesWeightDecay = true
  public static let countsSteps = true

  public let options: OptimizerOptions
  let rule: AdamRule

  public init(_ fields: Fields) throws {
    self.options = try OptimizerOptions(fields)
    self.rule = AdamRule(fields)
  }

  public func hostScalars(_ updateName: String) -> [HostScalar] {
    [learningRate(updateName), rule.stepSize(updateName, options)]
  }

  public func step(_ tensors: OptimizerTensors) throws -> Tensor { try rule.step(tensors) }
}
