import Graph
import Tensors

extension Tensor {
  /// The same numbers under another shape; a reshape of a reshape is one.
  public func reshaped(_ target: Shape) throws(ShapeMismatch) -> Tensor {
    if shape == target { return self }
    let node = builder.graph.nodes[value.node]
    if node.operation is Reshape {
      return try Tensor(node.inputs[0], builder).reshaped(target)
    }
    return try apply(Reshape(to: target))
  }

  /// Axis `d` of the result is axis `order[d]`.
  public func transposed(_ order: [Int]) throws(ShapeMismatch) -> Tensor {
    order == Array(order.indices) && order.count == shape.rank ? self : try apply(Permute(order))
  }

  /// The part of one axis.
  public func sliced(axis: Int, _ range: Range<Int>) throws(ShapeMismatch) -> Tensor {
    if range == 0..<shape[axis] { return self }
    var start = [Int](repeating: 0, count: shape.rank)
    var extents = shape.extents
    start[axis] = range.lowerBound
    extents[axis] = range.count
    return try apply(Slice(start: start, extents: extents))
  }

  /// Zeros (or another number) before and after, by axis.
  public func padded(
    before: [Int], after: [Int], value: Double = 0
  ) throws(ShapeMismatch) -> Tensor {
    if (before + after).allSatisfy({ $0 == 0 }) { return self }
    return try apply(Pad(low: before, high: after, value: value))
  }

  public static func concatenated(_ parts: [Tensor], axis: Int) throws(ShapeMismatch) -> Tensor {
    guard let first = parts.first else { throw ShapeMismatch("concat needs at least one input") }
    if parts.count == 1 { return first }
    return Tensor(
      try first.builder.applyAll(Concat(axis: axis), parts.map(\.value))[0], first.builder)
  }
}
