import Tensors

/// The mean and the biased variance over some axes, without cancellation.
///
/// Two outputs: `μ = Σx / n`, `σ² = Σ(x − μ)² / n`. The gradient is `(dμ + 2 (x − μ) dσ²) / n`.
public struct Moments: Reduction {
  public static let name = "moments"
  public let axes: [Int]

  public init(axes: [Int]) { self.axes = axes }

  public func outputs(of inputs: [TensorType]) throws(ShapeMismatch) -> [TensorType] {
    let type = TensorType(try reducedShape(of: inputs, allowsEmpty: false))
    return [type, type]
  }

  public func statements(inputs: [TensorType], outputs: [TensorType]) -> [Statement] {
    [reduction(of: inputs[0], .moments)]
  }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    let x = inputs[0]
    let spread = Broadcast(to: x.shape, axes: keptAxes(of: x.shape))
    let share = 1 / Double(axes.reduce(1) { $0 * x.shape[$1] })
    let toMean = try adjoints[0].map { mean throws(ShapeMismatch) in
      try (mean * share).apply(spread)
    }
    guard let variance = adjoints[1] else { return [toMean] }
    let factor = try (variance * (2 * share)).apply(spread)
    let toVariance = try factor * (x - outputs[0].apply(spread))
    guard let toMean else { return [toVariance] }
    return [try toMean + toVariance]
  }
}
