import Config
import Graph
import Tensors

/// Scales each channel to zero mean and unit variance over the batch.
///
/// `x: [N, …, C]` → same. `y = (x − μ) / √(σ² + ε) · γ + β`, in training with μ and the biased σ² over all
/// axes but the last, otherwise with their running values `r ← momentum · r + (1 − momentum) · new`.
/// Source: Ioffe & Szegedy 2015, algorithm 1.
public struct BatchNormLayer: Layer {
  public static let schema = Schema(
    "batch_norm", "Scales each channel to zero mean and unit variance over the batch.",
    discussion: """
      `[…, C]` → same. `y = (x − μ) / √(σ² + ε) · γ + β`; outside training μ and σ² are running values, \
      `r ← momentum · r + (1 − momentum) · new`. New is the mean, and the variance divided by how many numbers there are, as in \
      Keras; PyTorch keeps that divided by one fewer, and its `momentum` is one minus this one. Source: Ioffe & Szegedy 2015.
      """,
    fields: [
      Field(
        "momentum", .number(.fraction), .standard("0.99"),
        "The share of the running statistics that each step keeps."),
      Field("epsilon", .number(.nonNegative), .standard("1e-3"), "Added to the variance."),
    ] + AffineOptions.fields)

  let momentum: Double
  let epsilon: Double
  let affine: AffineOptions

  public init(_ fields: Fields) throws {
    self.momentum = fields.number("momentum")
    self.epsilon = fields.number("epsilon")
    self.affine = try AffineOptions(fields)
  }

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    try x.requireFeatures("batch_norm")
    let last = x.shape.rank - 1
    let channels = x.shape[last]
    let meanEntry = try context.statistic("running_mean", count: channels, filledWith: 0)
    let varianceEntry = try context.statistic("running_var", count: channels, filledWith: 1)
    let build = context.context

    let (mean, variance): (Tensor, Tensor)
    if context.mode == .training {
      context.warnOfShortMemory(momentum)
      context.warnOfLoneNumbers(
        x.shape.count / max(channels, 1), "batch_norm",
        place: "a channel in a batch of \(build.batchExtent)")
      (mean, variance) = try x.moments(axes: Array(0..<last), keepingAxes: true)
      for (entry, new) in [(meanEntry, mean), (varianceEntry, variance)] {
        let current = build.tensor(build.currentValue(entry))
        let next = try current * momentum + new.reshaped([channels]) * (1 - momentum)
        build.setNext(entry, next.value)
      }
    } else {
      mean = build.tensor(build.stateValue(meanEntry))
      variance = build.tensor(build.stateValue(varianceEntry))
    }
    let scaled = try (x - mean) * (variance + epsilon).squareRoot().reciprocal()
    return try affine.apply(scaled, context)
  }
}
