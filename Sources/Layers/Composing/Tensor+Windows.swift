import Graph
import Tensors

extension Tensor {
  /// `self: [N, H, W, C]`, `kernel: [kH, kW, C / groups, F]`.
  func convolved(
    with kernel: Tensor, _ windows: Windows, groups: Int = 1
  ) throws(ShapeMismatch) -> Tensor {
    try convolved(with: kernel, height: windows.height, width: windows.width, groups: groups)
  }

  /// The transpose of the convolution that makes `self` of a picture of shape `target`.
  func convolvedTransposed(
    with kernel: Tensor, _ windows: Windows, to target: Shape
  ) throws(ShapeMismatch) -> Tensor {
    try convolvedTransposed(
      with: kernel, height: windows.height, width: windows.width,
      inputExtents: [target[1], target[2]])
  }

  func maxPooled(_ windows: Windows) throws(ShapeMismatch) -> Tensor {
    try maxPooled(
      window: [windows.kernel.height, windows.kernel.width], height: windows.height,
      width: windows.width
    ).value
  }

  /// The mean of what lies inside the picture under each window: a convolution of each channel with ones,
  /// divided by how many pixels it met.
  func averagePooled(_ windows: Windows) throws(ShapeMismatch) -> Tensor {
    let (rows, columns) = (windows.kernel.height, windows.kernel.width)
    for (axis, taps) in [(windows.height, rows), (windows.width, columns)] {
      // Else a window would have nothing to take the mean of.
      guard axis.low < taps, axis.high < taps else {
        throw ShapeMismatch("average_pool's padding must be less than its window of \(taps)")
      }
    }
    let ones = try builder.filled(1, Shape.checked([rows, columns, 1, shape[3]]))
    let sum = try convolved(with: ones, windows, groups: shape[3])
    guard max(shape[1], shape[2]) <= 1 << 20 else {
      throw ShapeMismatch("a picture of \(shape[1]) × \(shape[2]) is too large to average")
    }
    let down = windows.height.counts(input: shape[1], taps: rows, positions: sum.shape[1])
    let across = windows.width.counts(input: shape[2], taps: columns, positions: sum.shape[2])
    if Set(down).count == 1, Set(across).count == 1 {
      return try sum * (1 / Double(down[0] * across[0]))
    }
    let shares = down.flatMap { row in across.map { Float(1 / Double(row * $0)) } }
    return try sum
      * builder.constant(HostArray(shape: [1, down.count, across.count, 1], floats: shares))
  }
}

extension WindowAxis {
  /// How many elements that exist each window reads; at least 1, for windows over padding alone.
  package func counts(input: Int, taps: Int, positions: Int) -> [Int] {
    (0..<positions).map { position in
      // Tap k reads `start + dilation · k`; those from `first` up to `end` lie inside.
      let start = stride * position - low
      let first = start >= 0 ? 0 : (-start + dilation - 1) / dilation
      let end = start >= input ? 0 : min(taps, (input - 1 - start) / dilation + 1)
      return max(end - first, 1)
    }
  }
}
