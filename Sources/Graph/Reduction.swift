import Tensors

/// An operation that merges a tensor over some of its axes, of which it keeps none.
public protocol Reduction: Operation {
  /// The axes that go away; ascending.
  var axes: [Int] { get }
}

extension Reduction {
  /// The shape that is left.
  ///
  /// - Throws: `ShapeMismatch`, where the axes are not axes of the input.
  func reducedShape(of inputs: [TensorType], allowsEmpty: Bool) throws(ShapeMismatch) -> Shape {
    try requireCount(1, inputs)
    try requireFloat(inputs)
    let shape = inputs[0].shape
    try requireAxes(axes, of: shape)
    for axis in axes where shape[axis] == 0 && !allowsEmpty {
      throw ShapeMismatch("\(name) over axis \(axis) of \(shape) has nothing to read", of: [shape])
    }
    return Shape(keptAxes(of: shape).map { shape[$0] })
  }

  func keptAxes(of shape: Shape) -> [Int] {
    shape.extents.indices.filter { !axes.contains($0) }
  }

  /// Loops: the kept axes in order, then the reduced ones.
  func reduction(of input: TensorType, _ combine: Statement.Combine) -> Statement {
    let kept = keptAxes(of: input.shape)
    let rank = input.shape.rank
    let order = kept + axes
    var index = [Statement.Index](repeating: .loop(0, of: max(rank, 1)), count: rank)
    for (loop, axis) in order.enumerated() { index[axis] = .loop(loop, of: rank) }
    return Statement(
      extents: order.map { input.shape[$0] },
      reads: [Statement.Access(input: 0, index: index)],
      writes: [
        Statement.Write(
          output: 0, index: Statement.Index.loops(kept.indices, of: rank), combine: combine,
          value: .read(0))
      ])
  }

  public var attributes: String { "axes=\(axes)" }
}
