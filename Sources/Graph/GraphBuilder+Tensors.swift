import Tensors

/// Inputs, literals, and operations that move elements.
extension GraphBuilder {
  public func input(_ source: Input.Source, _ type: TensorType) throws(ShapeMismatch) -> Value {
    try apply(Input(source, type))
  }

  public func constant(_ array: HostArray) throws(ShapeMismatch) -> Value {
    try apply(Constant(array))
  }

  /// One number, of shape `[]`.
  public func scalar(_ number: Double) throws(ShapeMismatch) -> Value {
    try apply(Constant(number))
  }

  /// A tensor of one number.
  public func fill(_ number: Double, _ shape: Shape) throws(ShapeMismatch) -> Value {
    try broadcast(scalar(number), to: shape, axes: [])
  }

  /// A tensor of one number, of the element type of another; its shape too.
  public func fill(_ number: Double, like x: Value) throws(ShapeMismatch) -> Value {
    let type = type(of: x)
    return try broadcast(
      convert(scalar(number), to: type.element), to: type.shape, axes: [])
  }

  /// The index along an axis.
  public func iota(_ shape: Shape, axis: Int, element: ElementType = .float32)
    throws(ShapeMismatch) -> Value
  {
    try apply(Iota(TensorType(shape, element), axis: axis))
  }

  /// Whether the value is a literal, perhaps broadcast, reshaped or converted.
  public func isConstant(_ value: Value) -> Bool {
    let node = graph.nodes[value.node]
    switch node.operation {
    case is Constant: return true
    case is Broadcast, is Reshape, is Convert: return isConstant(node.inputs[0])
    default: return false
    }
  }

  /// Input axis `d` becomes axis `axes[d]` of the shape.
  public func broadcast(_ x: Value, to shape: Shape, axes: [Int]) throws(ShapeMismatch) -> Value {
    if self.shape(of: x) == shape, axes == Array(0..<shape.rank) { return x }
    return try apply(Broadcast(to: shape, axes: axes), x)
  }

  /// A single number repeated to the shape of another value.
  public func broadcast(_ scalar: Value, like x: Value) throws(ShapeMismatch) -> Value {
    try broadcast(scalar, to: shape(of: x), axes: [])
  }

  /// NumPy's rule: shapes are aligned at the last axis, and an axis of 1 is repeated.
  public func broadcast(_ x: Value, to shape: Shape) throws(ShapeMismatch) -> Value {
    let own = self.shape(of: x)
    if own == shape { return x }
    let lead = shape.rank - own.rank
    guard lead >= 0 else { throw ShapeMismatch("\(own) cannot be repeated to \(shape)") }
    var kept: [Int] = []
    for axis in 0..<own.rank where own[axis] == shape[lead + axis] && own[axis] != 1 {
      kept.append(lead + axis)
    }
    for axis in 0..<own.rank where own[axis] != 1 && own[axis] != shape[lead + axis] {
      throw ShapeMismatch("\(own) cannot be repeated to \(shape)")
    }
    return try broadcast(
      reshape(x, to: Shape(kept.map { shape[$0] })), to: shape, axes: kept)
  }

  /// Both values at the shape that NumPy's rule gives them.
  public func aligned(_ a: Value, _ b: Value) throws(ShapeMismatch) -> (Value, Value) {
    let (first, second) = (shape(of: a), shape(of: b))
    if first == second { return (a, b) }
    let rank = Swift.max(first.rank, second.rank)
    var extents: [Int] = []
    for axis in 0..<rank {
      let left = axis < rank - first.rank ? 1 : first[axis - (rank - first.rank)]
      let right = axis < rank - second.rank ? 1 : second[axis - (rank - second.rank)]
      guard left == right || left == 1 || right == 1 else {
        throw ShapeMismatch("shapes \(first) and \(second) do not fit each other")
      }
      extents.append(left == 1 ? right : left)
    }
    guard let shape = Shape(checking: extents) else {
      throw ShapeMismatch("shapes \(first) and \(second) together would be \(extents)")
    }
    return (try broadcast(a, to: shape), try broadcast(b, to: shape))
  }

  public func reshape(_ x: Value, to shape: Shape) throws(ShapeMismatch) -> Value {
    self.shape(of: x) == shape ? x : try apply(Reshape(to: shape), x)
  }

  /// Axis `d` of the result is axis `order[d]` of `x`.
  public func permute(_ x: Value, _ order: [Int]) throws(ShapeMismatch) -> Value {
    order == Array(0..<shape(of: x).rank) ? x : try apply(Permute(order), x)
  }

  /// `count` elements from `start` along one axis.
  public func slice(_ x: Value, axis: Int, from start: Int, count: Int, stride: Int = 1)
    throws(ShapeMismatch) -> Value
  {
    let shape = shape(of: x)
    guard (0..<shape.rank).contains(axis) else {
      throw ShapeMismatch("slice along axis \(axis): \(shape) has \(shape.rank) axes")
    }
    if start == 0, count == shape[axis], stride == 1 { return x }
    var starts = [Int](repeating: 0, count: shape.rank)
    var extents = shape.extents
    var strides = [Int](repeating: 1, count: shape.rank)
    (starts[axis], extents[axis], strides[axis]) = (start, count, stride)
    return try apply(Slice(start: starts, extents: extents, stride: strides), x)
  }

  public func pad(_ x: Value, low: [Int], high: [Int], value: Double = 0) throws(ShapeMismatch)
    -> Value
  {
    (low + high).allSatisfy { $0 == 0 } && low.count == shape(of: x).rank
      ? x : try apply(Pad(low: low, high: high, value: value), x)
  }

  public func concat(_ values: [Value], axis: Int) throws(ShapeMismatch) -> Value {
    values.count == 1 ? values[0] : try applyAll(Concat(axis: axis), values)[0]
  }

  public func reverse(_ x: Value, axes: [Int]) throws(ShapeMismatch) -> Value {
    try apply(Reverse(axes: axes), x)
  }

  public func gather(_ x: Value, _ index: Value, axis: Int) throws(ShapeMismatch) -> Value {
    try apply(Gather(axis: axis), x, index)
  }

  public func scatterAdd(_ updates: Value, _ index: Value, axis: Int, extent: Int)
    throws(ShapeMismatch) -> Value
  {
    try apply(ScatterAdd(axis: axis, extent: extent), updates, index)
  }

  /// Draws of a stream; `step` is uint32 `[2]`.
  public func random(
    _ distribution: Scalar.Distribution, stream: RandomStream, shape: Shape, step: Value
  ) throws(ShapeMismatch) -> Value {
    try apply(Random(distribution, stream: stream, shape: shape), step)
  }
}
