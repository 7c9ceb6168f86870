import Graph

extension Tensor {
  /// `(x − μ) / √(σ² + ε)` with the statistics over `axes`.
  func normalized(axes: [Int], epsilon: Double) throws(ShapeMismatch) -> Tensor {
    let (mean, variance) = try moments(axes: axes, keepingAxes: true)
    return try (self - mean) * (variance + epsilon).squareRoot().reciprocal()
  }
}
