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
    _ builder: GraphBuilder, inputs: [Value], outputs: [Value], adjoints: [Value?]
  ) throws(ShapeMismatch) -> [Value?] {
    let shape = builder.shape(of: inputs[0])
    let spread = Broadcast(to: shape, axes: keptAxes(of: shape))
    let share = 1 / Double(axes.reduce(1) { $0 * shape[$1] })
    var total: Value?
    if let mean = adjoints[0] {
      total = try builder.apply(spread, builder.multiply(mean, share))
    }
    if let variance = adjoints[1] {
      let factor = try builder.apply(spread, builder.multiply(variance, 2 * share))
      let centred = try builder.subtract(inputs[0], builder.apply(spread, outputs[0]))
      let term = try builder.multiply(factor, centred)
      if let mean = total { total = try builder.add(mean, term) } else { total = term }
    }
    return [total]
  }
}
