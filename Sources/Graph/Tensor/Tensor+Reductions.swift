import Tensors

/// Reductions, over everything where no axes are given. Axes are ascending.
extension Tensor {
  private var allAxes: [Int] { Array(shape.extents.indices) }

  /// What a reduction of this tensor over `axes` gives, perhaps with the reduced axes at extent 1.
  private func reduced(
    _ result: Tensor, over axes: [Int], keepingAxes: Bool
  ) throws(ShapeMismatch) -> Tensor {
    let isOfBatch = batch != .none && axes.contains(0)
    guard keepingAxes else { return result.with(batch: isOfBatch ? .none : batch) }
    let kept = Shape(shape.extents.enumerated().map { axes.contains($0.offset) ? 1 : $0.element })
    return try result.reshaped(kept).with(batch: isOfBatch ? .one : batch)
  }

  public func sum(axes: [Int]? = nil, keepingAxes: Bool = false) throws(ShapeMismatch) -> Tensor {
    let axes = axes ?? allAxes
    let sum = axes.isEmpty ? try floating() : try floating().apply(Sum(axes: axes))
    return try reduced(sum, over: axes, keepingAxes: keepingAxes)
  }

  /// - Throws: where there is nothing to take the mean of.
  public func mean(axes: [Int]? = nil) throws(ShapeMismatch) -> Tensor {
    let axes = axes ?? allAxes
    let sum = try sum(axes: axes)
    let count = axes.reduce(1) { $0 * shape[$1] }
    guard count > 0 else {
      throw ShapeMismatch("mean over axes \(axes) of \(shape) has nothing to read", of: [shape])
    }
    return try sum * (1 / Double(count))
  }

  public func maximum(
    axes: [Int]? = nil, keepingAxes: Bool = false
  ) throws(ShapeMismatch) -> Tensor {
    let axes = axes ?? allAxes
    let greatest = try floating().apply(Max(axes: axes))
    return try reduced(greatest, over: axes, keepingAxes: keepingAxes)
  }

  /// Where the first greatest element is, numbered row-major through the axes: int32.
  public func argMax(axes: [Int]? = nil) throws(ShapeMismatch) -> Tensor {
    let axes = axes ?? allAxes
    return try reduced(floating().apply(ArgMax(axes: axes)), over: axes, keepingAxes: false)
  }

  /// The mean and the biased variance.
  public func moments(
    axes: [Int]? = nil, keepingAxes: Bool = false
  ) throws(ShapeMismatch) -> (mean: Tensor, variance: Tensor) {
    let axes = axes ?? allAxes
    let outputs = try builder.applyAll(Moments(axes: axes), [floating().value])
    let (mean, variance) = (Tensor(outputs[0], builder), Tensor(outputs[1], builder))
    return (
      try reduced(mean, over: axes, keepingAxes: keepingAxes),
      try reduced(variance, over: axes, keepingAxes: keepingAxes)
    )
  }
}
