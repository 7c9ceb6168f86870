import Tensors

/// Products, and what slides windows over pictures `[N, H, W, C]`.
extension Tensor {
  /// `[…, M, K] × […, K, N]`.
  public func matmul(
    _ other: Tensor, transposeA: Bool = false, transposeB: Bool = false
  ) throws(ShapeMismatch) -> Tensor {
    try floating().apply(MatMul(transposeA: transposeA, transposeB: transposeB), other)
  }

  /// `self: [N, H, W, C]`, `kernel: [KH, KW, C/G, F]` → `[N, OH, OW, F]`.
  public func convolved(
    with kernel: Tensor, height: WindowAxis, width: WindowAxis, groups: Int = 1
  ) throws(ShapeMismatch) -> Tensor {
    try floating().apply(Conv2D(height: height, width: width, groups: groups), kernel)
  }

  /// The transpose of `convolved` with the same arguments: `self: [N, OH, OW, F]`,
  /// `kernel: [KH, KW, C/G, F]` → `[N, H, W, C]`, H and W given by `inputExtents`.
  public func convolvedTransposed(
    with kernel: Tensor, height: WindowAxis, width: WindowAxis, groups: Int = 1,
    inputExtents: [Int]
  ) throws(ShapeMismatch) -> Tensor {
    try floating().apply(
      Conv2DInputGradient(
        height: height, width: width, groups: groups, inputExtents: inputExtents), kernel)
  }

  /// The greatest element under each window, and the tap it is under.
  public func maxPooled(
    window: [Int], height: WindowAxis, width: WindowAxis
  ) throws(ShapeMismatch) -> (value: Tensor, tap: Tensor) {
    let outputs = try builder.applyAll(
      MaxPool(window: window, height: height, width: width), [floating().value])
    return (
      Tensor(outputs[0], builder, batch: batch), Tensor(outputs[1], builder, batch: batch)
    )
  }
}
