import Tensors

extension Tensor {
  /// Both as float32 of one shape.
  ///
  /// - Throws: where the shapes do not fit.
  public static func matched(_ a: Tensor, _ b: Tensor) throws(ShapeMismatch) -> (Tensor, Tensor) {
    let shape = try common(a.shape, b.shape)
    return (
      try a.converted(to: .float32).broadcast(to: shape),
      try b.converted(to: .float32).broadcast(to: shape)
    )
  }

  /// The shape that two operands are brought to.
  static func common(_ a: Shape, _ b: Shape) throws(ShapeMismatch) -> Shape {
    if a == b || b.rank == 0 { return a }
    if a.rank == 0 { return b }
    guard a.rank == b.rank else {
      throw ShapeMismatch("shapes \(a) and \(b) do not fit: they have \(a.rank) and \(b.rank) axes")
    }
    var extents: [Int] = []
    for (x, y) in zip(a.extents, b.extents) {
      guard x == y || x == 1 || y == 1 else {
        throw ShapeMismatch("shapes \(a) and \(b) do not fit")
      }
      extents.append(x == 1 ? y : x)
    }
    return try Shape.checked(extents)
  }

  /// Repeats what is missing of `target`: axes are aligned at the last one, and an axis of 1 is repeated.
  public func broadcast(to target: Shape) throws(ShapeMismatch) -> Tensor {
    if shape == target { return self }
    let missing = target.rank - shape.rank
    guard missing >= 0 else { throw ShapeMismatch("\(shape) cannot be repeated to \(target)") }
    var kept: [Int] = []
    for axis in shape.extents.indices {
      if shape[axis] == target[axis + missing] {
        kept.append(axis)
      } else if shape[axis] != 1 {
        throw ShapeMismatch("\(shape) cannot be repeated to \(target)")
      }
    }
    return try reshaped(Shape(kept.map { shape[$0] }))
      .broadcast(to: target, axes: kept.map { $0 + missing })
  }

  /// Input axis `d` becomes axis `axes[d]` of the shape.
  public func broadcast(to target: Shape, axes: [Int]) throws(ShapeMismatch) -> Tensor {
    shape == target && axes == Array(0..<target.rank)
      ? self : try apply(Broadcast(to: target, axes: axes))
  }

  /// A vector of features as `[1, …, 1, C]`, to go with a tensor of this rank.
  public func aligned(rank: Int) throws(ShapeMismatch) -> Tensor {
    try reshaped(
      Shape([Int](repeating: 1, count: rank - shape.rank) + shape.extents))
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
