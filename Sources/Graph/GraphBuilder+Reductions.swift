import Tensors

/// Reductions, products and windows. Axes are ascending; none is kept. `nil` axes are all axes.
extension GraphBuilder {
  /// The sum over `axes`.
  public func sum(_ x: Value, axes: [Int]? = nil) throws(ShapeMismatch) -> Value {
    let axes = axes ?? Array(0..<shape(of: x).rank)
    return axes.isEmpty ? x : try apply(Sum(axes: axes), x)
  }

  /// The sum over `axes` by how many elements it adds up.
  ///
  /// - Throws: where there is none.
  public func mean(_ x: Value, axes: [Int]? = nil) throws(ShapeMismatch) -> Value {
    let shape = shape(of: x)
    let axes = axes ?? Array(0..<shape.rank)
    let total = try sum(x, axes: axes)
    let count = axes.reduce(1) { $0 * shape[$1] }
    guard count > 0 else {
      throw ShapeMismatch("mean over axes \(axes) of \(shape) has nothing to read")
    }
    return try multiply(total, 1 / Double(count))
  }

  /// The greatest element over `axes`.
  ///
  /// - Throws: where there is none.
  public func max(_ x: Value, axes: [Int]? = nil) throws(ShapeMismatch) -> Value {
    try apply(Max(axes: axes ?? Array(0..<shape(of: x).rank)), x)
  }

  /// Where the first greatest element over `axes` is, numbered row-major through them: int32.
  public func argMax(_ x: Value, axes: [Int]? = nil) throws(ShapeMismatch) -> Value {
    try apply(ArgMax(axes: axes ?? Array(0..<shape(of: x).rank)), x)
  }

  /// The mean and the biased variance.
  public func moments(_ x: Value, axes: [Int]? = nil) throws(ShapeMismatch)
    -> (mean: Value, variance: Value)
  {
    let outputs = try applyAll(Moments(axes: axes ?? Array(0..<shape(of: x).rank)), [x])
    return (outputs[0], outputs[1])
  }

  /// `[…, M, K] × […, K, N]`.
  public func matmul(
    _ a: Value, _ b: Value, transposeA: Bool = false, transposeB: Bool = false
  ) throws(ShapeMismatch) -> Value {
    try apply(MatMul(transposeA: transposeA, transposeB: transposeB), a, b)
  }

  /// `x: [N, H, W, C]`, `kernel: [KH, KW, C/G, F]` → `[N, OH, OW, F]`.
  public func conv2D(
    _ x: Value, _ kernel: Value, height: WindowAxis, width: WindowAxis, groups: Int = 1
  ) throws(ShapeMismatch) -> Value {
    try apply(Conv2D(height: height, width: width, groups: groups), x, kernel)
  }

  /// The transpose of `conv2D` with the same arguments: `y: [N, OH, OW, F]`, `kernel: [KH, KW, C/G, F]` →
  /// `[N, H, W, C]`, H and W given by `inputExtents`.
  public func conv2DTransposed(
    _ y: Value, _ kernel: Value, height: WindowAxis, width: WindowAxis, groups: Int = 1,
    inputExtents: [Int]
  ) throws(ShapeMismatch) -> Value {
    try apply(
      Conv2DInputGradient(
        height: height, width: width, groups: groups, inputExtents: inputExtents), y, kernel)
  }

  /// The greatest element under each window of `x: [N, H, W, C]`, and the tap it is under.
  public func maxPool(_ x: Value, window: [Int], height: WindowAxis, width: WindowAxis)
    throws(ShapeMismatch) -> (value: Value, tap: Value)
  {
    let outputs = try applyAll(MaxPool(window: window, height: height, width: width), [x])
    return (outputs[0], outputs[1])
  }
}
