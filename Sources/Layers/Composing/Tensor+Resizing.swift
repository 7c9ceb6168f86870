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
    let extent = shape[axis]
    if interpolation.method == .nearest {
      let half = interpolation.centers == .half ? 1 : 0
      return try gathered(
        axis: axis,
        (0..<target).map { min((2 * $0 + half) * extent / (2 * target), extent - 1) })
    }
    let shift = interpolation.centers == .half ? 0.5 : 0
    let places = (0..<target).map {
      (Double($0) + shift) * Double(extent) / Double(target) - shift
    }
    return try interpolation.method == .bilinear
      ? blended(axis: axis, at: places.map { max($0, 0) }) : cubic(axis: axis, at: places)
  }

  /// The two elements around each place, blended by their distance.
  private func blended(axis: Int, at places: [Double]) throws(ShapeMismatch) -> Tensor {
    let extent = shape[axis]
    let lower = places.map { min(Int($0), extent - 1) }
    let upper = lower.map { min($0 + 1, extent - 1) }
    let share = try weights(zip(places, lower).map { $0 - Double($1) }, axis: axis)
    let low = try gathered(axis: axis, lower)
    let high = try gathered(axis: axis, upper)
    return try low + (high - low) * share
  }

  /// The four elements around each place, by Keys's cubic with a = −½; those outside have no weight, and the others
  /// add up to one, as in `tf.image.resize`. Source: Keys 1981.
  private func cubic(axis: Int, at places: [Double]) throws(ShapeMismatch) -> Tensor {
    let extent = shape[axis]
    func weight(_ distance: Double) -> Double {
      let x = abs(distance)
      return x < 1
        ? (1.5 * x - 2.5) * x * x + 1 : x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0
    }
    let taps = places.map { place in
      let low = Int(place.rounded(.down))
      return (low - 1...low + 2).map { index in
        (
          index: min(max(index, 0), extent - 1),
          weight: (0..<extent).contains(index) ? weight(place - Double(index)) : 0
        )
      }
    }
    let sums = taps.map { $0.reduce(0) { $0 + $1.weight } }
    var result: Tensor?
    for tap in 0..<4 {
      let share = try weights(zip(taps, sums).map { $0[tap].weight / $1 }, axis: axis)
      let part = try gathered(axis: axis, taps.map { $0[tap].index }) * share
      result = try result.map { (sum) throws(ShapeMismatch) in try sum + part } ?? part
    }
    return result ?? self
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
    let first = twice ? -1 : 0
    let places = (-before..<extent + after).map { place in
      place < 0 ? first - place : place >= extent ? 2 * extent - 2 - first - place : place
    }
    return try gathered(axis: axis, places)
  }
}
