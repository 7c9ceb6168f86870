import Graph
import Tensors

extension Tensor {
  /// `[N, H, W, C]` at another height and width.
  func resized(
    height: Int, width: Int, _ interpolation: Interpolation
  ) throws(ShapeMismatch) -> Tensor {
    let limit = 1 << 20
    guard shape[1] > 0, shape[2] > 0, max(shape[1], height) <= limit, max(shape[2], width) <= limit
    else {
      throw ShapeMismatch(
        "a picture of \(shape[1]) × \(shape[2]) cannot be resized to \(height) × \(width)")
    }
    if interpolation.method == .nearest, height % shape[1] == 0, width % shape[2] == 0 {
      return try repeated(height / shape[1], width / shape[2])
    }
    return try resampled(axis: 1, to: height, interpolation)
      .resampled(axis: 2, to: width, interpolation)
  }

  /// Every pixel `rows` × `columns` times.
  private func repeated(_ rows: Int, _ columns: Int) throws(ShapeMismatch) -> Tensor {
    if rows == 1, columns == 1 { return self }
    let (count, height, width, channels) = (shape[0], shape[1], shape[2], shape[3])
    let spread = try Shape.checked([count, height, rows, width, columns, channels])
    return try broadcast(to: spread, axes: [0, 1, 3, 5])
      .reshaped(Shape.checked([count, height * rows, width * columns, channels]))
  }

  /// One axis at another extent.
  private func resampled(
    axis: Int, to target: Int, _ interpolation: Interpolation
  ) throws(ShapeMismatch) -> Tensor {
    if shape[axis] == target { return self }
    let (extent, isHalf) = (shape[axis], interpolation.centers == .half)
    switch interpolation.method {
    case .nearest:
      return try gathered(axis: axis, Resampling.nearest(extent, to: target, isHalf: isHalf))
    case .bilinear:
      let (lower, upper, shares) = Resampling.bilinear(extent, to: target, isHalf: isHalf)
      let share = try weights(shares, axis: axis)
      let low = try gathered(axis: axis, lower)
      let high = try gathered(axis: axis, upper)
      return try low + (high - low) * share
    case .bicubic:
      var result: Tensor?
      for tap in Resampling.bicubic(extent, to: target, isHalf: isHalf) {
        let share = try weights(tap.shares, axis: axis)
        let part = try gathered(axis: axis, tap.elements) * share
        result = try result.map { (sum) throws(ShapeMismatch) in try sum + part } ?? part
      }
      return result ?? self
    }
  }

  /// One number for each place along an axis.
  private func weights(_ numbers: [Double], axis: Int) throws(ShapeMismatch) -> Tensor {
    // Without the axes before it, so that a batch in front changes nothing.
    let extents = [numbers.count] + [Int](repeating: 1, count: shape.rank - axis - 1)
    return try builder.constant(HostArray(shape: Shape(extents), floats: numbers.map { Float($0) }))
  }
}

extension Tensor {
  /// The elements at these places along one axis.
  func gathered(axis: Int, _ places: [Int]) throws(ShapeMismatch) -> Tensor {
    let index = HostArray(shape: [places.count], storage: .int32(places.map { Int32($0) }))
    return try gathered(builder.constant(index), axis: axis)
  }

  /// More elements along an axis, mirrored at the outermost, which is not repeated, or is (`twice`).
  ///
  /// - Throws: where there are too few to mirror.
  func reflected(
    axis: Int, before: Int, after: Int, twice: Bool = false
  ) throws(ShapeMismatch) -> Tensor {
    if before == 0, after == 0 { return self }
    let extent = shape[axis]
    let needed = max(before, after) + (twice ? 0 : 1)
    guard extent >= needed, extent <= 1 << 20 else {
      throw ShapeMismatch(
        "\(max(before, after)) pixels cannot be mirrored of \(extent); there must be \(needed)")
    }
    return try gathered(
      axis: axis, Resampling.mirrored(extent, before: before, after: after, twice: twice))
  }
}
