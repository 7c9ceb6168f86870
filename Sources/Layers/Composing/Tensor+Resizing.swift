import Graph
import Tensors

extension Tensor {
  /// `[N, H, W, C]` at another height and width; pixel centres are at half pixels.
  func resized(
    height: Int, width: Int, _ interpolation: Interpolation
  ) throws(ShapeMismatch) -> Tensor {
    let limit = 1 << 20
    guard shape[1] > 0, shape[2] > 0, max(shape[1], height) <= limit, max(shape[2], width) <= limit
    else {
      throw ShapeMismatch(
        "a picture of \(shape[1]) × \(shape[2]) cannot be resized to \(height) × \(width)")
    }
    switch interpolation {
    case .nearest:
      if height % shape[1] == 0, width % shape[2] == 0 {
        return try repeated(height / shape[1], width / shape[2])
      }
      return try nearest(axis: 1, to: height).nearest(axis: 2, to: width)
    case .bilinear:
      return try blended(axis: 1, to: height).blended(axis: 2, to: width)
    }
  }

  /// Every pixel `rows` × `columns` times.
  private func repeated(_ rows: Int, _ columns: Int) throws(ShapeMismatch) -> Tensor {
    if rows == 1, columns == 1 { return self }
    let (count, height, width, channels) = (shape[0], shape[1], shape[2], shape[3])
    let spread = try Shape.checked([count, height, rows, width, columns, channels])
    return try broadcast(to: spread, axes: [0, 1, 3, 5])
      .reshaped(Shape([count, height * rows, width * columns, channels]))
  }

  /// Element `⌊(i + ½) · extent / target⌋` along one axis.
  private func nearest(axis: Int, to target: Int) throws(ShapeMismatch) -> Tensor {
    if shape[axis] == target { return self }
    let extent = shape[axis]
    return try gathered(
      axis: axis, (0..<target).map { min((2 * $0 + 1) * extent / (2 * target), extent - 1) })
  }

  /// The two elements around `(i + ½) · extent / target − ½`, blended by their distance.
  private func blended(axis: Int, to target: Int) throws(ShapeMismatch) -> Tensor {
    if shape[axis] == target { return self }
    let extent = shape[axis]
    let places = (0..<target).map {
      max((Double($0) + 0.5) * Double(extent) / Double(target) - 0.5, 0)
    }
    let lower = places.map { min(Int($0), extent - 1) }
    let upper = lower.map { min($0 + 1, extent - 1) }
    var weightShape = [Int](repeating: 1, count: shape.rank)
    weightShape[axis] = target
    let shares = zip(places, lower).map { Float($0 - Double($1)) }
    let share = try builder.constant(HostArray(shape: Shape(weightShape), floats: shares))
    let low = try gathered(axis: axis, lower)
    let high = try gathered(axis: axis, upper)
    return try low + (high - low) * share
  }

  /// The elements at these places along one axis.
  private func gathered(axis: Int, _ places: [Int]) throws(ShapeMismatch) -> Tensor {
    let index = HostArray(shape: [places.count], storage: .int32(places.map { Int32($0) }))
    return try gathered(builder.constant(index), axis: axis)
  }
}
