import Tensors

/// Reductions, over everything where no axes are given. Axes are ascending.
extension Tensor {
  private var allAxes: [Int] { Array(shape.extents.indices) }

  /// The shape with the reduced axes at extent 1.
  private func kept(_ axes: [Int]) -> Shape {
    Shape(shape.extents.enumerated().map { axes.contains($0.offset) ? 1 : $0.element })
  }

  public func sum(axes: [Int]? = nil, keepingAxes: Bool = false) throws(ShapeMismatch) -> Tensor {
    let axes = axes ?? allAxes
    let sum = axes.isEmpty ? try floating() : try floating().apply(Sum(axes: axes))
    return keepingAxes ? try sum.reshaped(kept(axes)) : sum
  }

  /// - Throws: where there is nothing to take the mean of.
  public func mean(axes: [Int]? = nil) throws(ShapeMismatch) -> Tensor {
    let axes = axes ?? allAxes
    let sum = try sum(axes: axes)
    let count = axes.reduce(1) { $0 * shape[$1] }
    guard count > 0 else {
      throw ShapeMismatch("mean over axes \(axes) of \(shape) has nothing to read")
    }
    return try sum * (1 / Double(count))
  }

  public func maximum(
    axes: [Int]? = nil, keepingAxes: Bool = false
  ) throws(ShapeMismatch) -> Tensor {
    let axes = axes ?? allAxes
    let greatest = try floating().apply(Max(axes: axes))
    return keepingAxes ? try greatest.reshaped(kept(axes)) : greatest
  }

  /// Where the first greatest element is, numbered row-major through the axes: int32.
  public func argMax(axes: [Int]? = nil) throws(ShapeMismatch) -> Tensor {
    try floating().apply(ArgMax(axes: axes ?? allAxes))
  }

  /// The mean and the biased variance.
  public func moments(
    axes: [Int]? = nil, keepingAxes: Bool = false
  ) throws(ShapeMismatch) -> (mean: Tensor, variance: Tensor) {
    let axes = axes ?? allAxes
    let outputs = try builder.applyAll(Moments(axes: axes), [floating().value])
    let (mean, variance) = (Tensor(outputs[0], builder), Tensor(outputs[1], builder))
    guard keepingAxes else { return (mean, variance) }
    return (try mean.reshaped(kept(axes)), try variance.reshaped(kept(axes)))
  }
}
