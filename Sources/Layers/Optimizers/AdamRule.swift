import Config
import Foundation
import Graph

/// What adam and adamw share.
struct AdamRule: Sendable {
  static let fields = [
    Field(
      "beta_1", .number(.decay), .standard("0.9"), "The decay rate of the mean (first moment)."),
    Field(
      "beta_2", .number(.decay), .standard("0.999"),
      "The decay rate of the square (second moment)."),
    Field("epsilon", .number(.nonNegative), .standard("1e-7"), "Added outside the root."),
  ]

  let beta1: Double
  let beta2: Double
  let epsilon: Double

  init(_ fields: Fields) {
    self.beta1 = fields.number("beta_1")
    self.beta2 = fields.number("beta_2")
    self.epsilon = fields.number("epsilon")
  }

  /// `α_t = α √(1 − β₂ᵗ) / (1 − β₁ᵗ)`, with t from 1, over all steps that the moments are of.
  func stepSize(_ updateName: String, _ options: OptimizerOptions) -> HostScalar {
    let (beta1, beta2) = (beta1, beta2)
    let schedule = options.learningRate
    return HostScalar(HostScalar.name(updateName, "step_size")) { progress in
      let time = Double(progress.earlierApplications + progress.applications) + 1
      return schedule.value(at: progress) * (1 - pow(beta2, time)).squareRoot()
        / (1 - pow(beta1, time))
    }
  }

  func step(_ tensors: OptimizerTensors) throws -> Tensor {
    let gradient = tensors.gradient
    let mean = try tensors.slot("m") { try $0 + (gradient - $0) * (1 - beta1) }
    let square = try tensors.slot("v") { try $0 + (gradient.squared() - $0) * (1 - beta2) }
    return try -(mean * tensors.scalar("step_size")) / (square.squareRoot() + epsilon)
  }
}
