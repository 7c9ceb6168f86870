import Tensors

/// The one rule of broadcasting: a batch meets a batch of as many examples, or one example that goes with
/// each; inside the example, axes align at the last one, and an axis of 1 is repeated. What has no batch fits
/// every example.
extension Tensor {
  /// Both as float32 of one shape.
  ///
  /// - Throws: where the shapes do not fit.
  public static func matched(_ a: Tensor, _ b: Tensor) throws(ShapeMismatch) -> (Tensor, Tensor) {
    let shape = try common(a, b)
    let batch = a.batch.merged(with: b.batch)
    return (
      try a.converted(to: .float32).broadcast(to: shape, batch),
      try b.converted(to: .float32).broadcast(to: shape, batch)
    )
  }

  /// The shape that two operands are brought to.
  private static func common(_ a: Tensor, _ b: Tensor) throws(ShapeMismatch) -> Shape {
    var extents: [Int] = []
    if a.batch != .none, b.batch != .none {
      let (first, second) = (a.shape[0], b.shape[0])
      guard first == second || a.batch == .one || b.batch == .one else {
        throw ShapeMismatch(
          "batches of \(first) and of \(second) examples do not meet: \(a.shape) and \(b.shape); "
            + (min(first, second) == 1
              ? "'….batch[0]' of the one is that row without a batch, which goes with each"
              : "'count' makes a batch of its own, and only single examples such as variables go with each"),
          of: [a.shape, b.shape])
      }
      extents = [a.batch == .one ? second : first]
    } else if a.batch != .none || b.batch != .none {
      extents = [a.batch != .none ? a.shape[0] : b.shape[0]]
    }
    let isOfExamples = !extents.isEmpty
    let noun = isOfExamples ? "examples of the shapes" : "shapes"
    let (first, second) = (a.exampleShape, b.exampleShape)
    let rank = max(first.rank, second.rank)
    for axis in 0..<rank {
      let x = axis < rank - first.rank ? 1 : first[axis - (rank - first.rank)]
      let y = axis < rank - second.rank ? 1 : second[axis - (rank - second.rank)]
      guard x == y || x == 1 || y == 1 else {
        throw ShapeMismatch(
          "\(noun) \(first) and \(second) do not fit: aligned at the last axis, extents must be "
            + "equal or 1",
          of: [first, second], isOfExamples: isOfExamples)
      }
      extents.append(x == 1 ? y : x)
    }
    return try Shape.checked(extents)
  }

  /// Repeats what is missing of `target`, whose first axis is that of `batch`.
  public func broadcast(
    to target: Shape, _ batch: BatchAxis = .none
  ) throws(ShapeMismatch) -> Tensor {
    let missing = target.rank - shape.rank
    guard missing >= 0 else {
      throw ShapeMismatch("\(shape) cannot be repeated to \(target)", of: [shape, target])
    }
    let hasBatch = self.batch != .none && batch != .none
    var kept: [Int] = []
    var axes: [Int] = []
    for axis in shape.extents.indices {
      let place = hasBatch && axis == 0 ? 0 : axis + missing
      if shape[axis] == target[place] {
        kept.append(shape[axis])
        axes.append(place)
      } else if shape[axis] != 1 {
        throw ShapeMismatch("\(shape) cannot be repeated to \(target)", of: [shape, target])
      }
    }
    if axes.count == target.rank { return with(batch: batch) }
    return try reshaped(Shape(kept)).broadcast(to: target, axes: axes).with(batch: batch)
  }

  /// Input axis `d` becomes axis `axes[d]` of the shape.
  public func broadcast(to target: Shape, axes: [Int]) throws(ShapeMismatch) -> Tensor {
    shape == target && axes == Array(0..<target.rank)
      ? self : try apply(Broadcast(to: target, axes: axes))
  }

  public func converted(to element: ElementType) throws(ShapeMismatch) -> Tensor {
    type.element == element ? self : try apply(Convert(to: element))
  }
}

extension Shape {
  /// - Throws: `ShapeMismatch`, where an extent is negative or there are far too many elements.
  public static func checked(_ extents: [Int]) throws(ShapeMismatch) -> Shape {
    guard extents.allSatisfy({ $0 >= 0 }) else {
      throw ShapeMismatch("nothing is left: the extents would be \(extents)")
    }
    guard let shape = Shape(checking: extents) else {
      throw ShapeMismatch("a tensor of the extents \(extents) is too large")
    }
    return shape
  }
}
