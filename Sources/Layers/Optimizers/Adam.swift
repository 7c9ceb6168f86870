import Config
import Foundation
import Graph

/// Steps scaled by running estimates of the gradient's first two moments.
///
/// `m ← m + (1 − β₁)(g − m)`, `v ← v + (1 − β₂)(g² − v)`, `x ← x − α_t m / (√v + ε)` with
/// `α_t = α √(1 − β₂ᵗ) / (1 − β₁ᵗ)`.
/// Source: Kingma & Ba 2014, the efficient form at the end of section 2, as in Keras.
public struct Adam: Optimizer {
  public static let schema = Schema(
    "adam", "Steps scaled by running estimates of the gradient's mean and square.",
    discussion: """
      `m ← m + (1 − β₁)(g − m)`, `v ← v + (1 − β₂)(g² − v)`, `x ← x − α_t m / (√v + ε)` with \
      `α_t = α √(1 − β₂ᵗ) / (1 − β₁ᵗ)`. Source: Kingma & Ba 2014.
      """,
    fields: OptimizerOptions.fields(learningRate: "1e-3", AdamRule.fields))

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
