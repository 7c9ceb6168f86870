import Tensors

extension Tensor {
  /// The same numbers under another shape; a reshape of a reshape is one.
  public func reshaped(_ target: Shape) throws(ShapeMismatch) -> Tensor {
    if shape == target { return self }
    let node = builder.graph.nodes[value.node]
    if node.operation is Reshape {
      return try Tensor(node.inputs[0], builder, batch: batch).reshaped(target)
    }
    return try apply(Reshape(to: target))
  }

  /// Axis `d` of the result is axis `order[d]`.
  public func transposed(_ order: [Int]) throws(ShapeMismatch) -> Tensor {
    order == Array(order.indices) && order.count == shape.rank ? self : try apply(Permute(order))
  }

  /// The part of one axis, or each `stride`-th element of it.
  public func sliced(
    axis: Int, _ range: Range<Int>, stride: Int = 1
  ) throws(ShapeMismatch) -> Tensor {
    guard shape.extents.indices.contains(axis) else {
      throw ShapeMismatch("slice along axis \(axis): \(shape) has \(shape.rank) axes", of: [shape])
    }
    guard stride >= 1 else { throw ShapeMismatch("slice in steps of \(stride)") }
    if range == 0..<shape[axis], stride == 1 { return self }
    var start = [Int](repeating: 0, count: shape.rank)
    var extents = shape.extents
    var strides = [Int](repeating: 1, count: shape.rank)
    start[axis] = range.lowerBound
    extents[axis] = (range.count + stride - 1) / stride
    strides[axis] = stride
    return try apply(Slice(start: start, extents: extents, stride: strides))
  }

  /// Zeros (or another number) before and after, by axis.
  public func padded(
    before: [Int], after: [Int], value: Double = 0
  ) throws(ShapeMismatch) -> Tensor {
    if (before + after).allSatisfy({ $0 == 0 }) { return self }
    return try apply(Pad(low: before, high: after, value: value))
  }

  /// The elements in opposite order along the axes.
  public func reversed(axes: [Int]) throws(ShapeMismatch) -> Tensor {
    try apply(Reverse(axes: axes))
  }

  /// The elements that an int32 tensor names, along one axis.
  public func gathered(_ index: Tensor, axis: Int) throws(ShapeMismatch) -> Tensor {
    try apply(Gather(axis: axis), index)
  }

  /// The elements added where an int32 tensor says, along one axis of the given extent.
  public func scatterAdded(
    _ index: Tensor, axis: Int, extent: Int
  ) throws(ShapeMismatch) -> Tensor {
    try apply(ScatterAdd(axis: axis, extent: extent), index)
  }

  public static func concatenated(_ parts: [Tensor], axis: Int) throws(ShapeMismatch) -> Tensor {
    guard let first = parts.first else { throw ShapeMismatch("concat needs at least one input") }
    if parts.count == 1 { return first }
    let whole = try first.builder.applyAll(Concat(axis: axis), parts.map(\.value))[0]
    let batch = parts.reduce(BatchAxis.none) { $0.merged(with: $1.batch) }
    return Tensor(whole, first.builder, batch: axis == 0 && batch == .one ? .many : batch)
  }
}
