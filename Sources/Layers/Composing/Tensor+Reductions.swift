import Graph
import Tensors

extension Tensor {
  private var allAxes: [Int] { Array(shape.extents.indices) }

  /// The shape with the reduced axes at extent 1.
  private func kept(_ axes: [Int]) -> Shape {
    Shape(shape.extents.enumerated().map { axes.contains($0.offset) ? 1 : $0.element })
  }

  /// The sum over `axes`, over everything by default.
  public func sum(axes: [Int]? = nil, keepingAxes: Bool = false) throws(ShapeMismatch) -> Tensor {
    let axes = axes ?? allAxes
    let sum = axes.isEmpty ? try floating() : try floating().apply(Sum(axes: axes))
    return keepingAxes ? try sum.reshaped(kept(axes)) : sum
  }

  /// The mean over `axes`, over everything by default.
  public func mean(axes: [Int]? = nil) throws(ShapeMismatch) -> Tensor {
    let count = (axes ?? allAxes).reduce(1) { $0 * shape[$1] }
    return try sum(axes: axes) * (1 / Double(max(count, 1)))
  }

  public func maximum(axes: [Int], keepingAxes: Bool = false) throws(ShapeMismatch) -> Tensor {
    let greatest = try floating().apply(Max(axes: axes))
    return keepingAxes ? try greatest.reshaped(kept(axes)) : greatest
  }

  /// The mean and the biased variance over `axes`.
  public func moments(
    axes: [Int], keepingAxes: Bool
  ) throws(ShapeMismatch) -> (mean: Tensor, variance: Tensor) {
    let outputs = try builder.applyAll(Moments(axes: axes), [floating().value])
    let (mean, variance) = (Tensor(outputs[0], builder), Tensor(outputs[1], builder))
    guard keepingAxes else { return (mean, variance) }
    return (try mean.reshaped(kept(axes)), try variance.reshaped(kept(axes)))
  }

  /// `(x − μ) / √(σ² + ε)` with the statistics over `axes`.
  func normalized(axes: [Int], epsilon: Double) throws(ShapeMismatch) -> Tensor {
    let (mean, variance) = try moments(axes: axes, keepingAxes: true)
    return try (self - mean) * (variance + epsilon).squareRoot().reciprocal()
  }
}
