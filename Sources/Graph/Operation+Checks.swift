import Tensors

/// What shape rules have in common, and the sentences they report.
extension Operation {
  func requireCount(_ count: Int, _ inputs: [TensorType]) throws(ShapeMismatch) {
    guard inputs.count == count else {
      throw ShapeMismatch("\(name) needs \(count) inputs, found \(inputs.count)")
    }
  }

  func requireFloat(_ inputs: [TensorType]) throws(ShapeMismatch) {
    for input in inputs where input.element != .float32 {
      throw ShapeMismatch("\(name) needs float32 numbers, found \(input.element.rawValue)")
    }
  }

  /// - Throws: where the rank differs; `what` is "an input of 4 axes [N, H, W, C]".
  func requireRank(_ rank: Int, _ input: TensorType, _ what: String) throws(ShapeMismatch) {
    guard input.shape.rank == rank else {
      throw ShapeMismatch("\(name) needs \(what), found \(input.shape)", of: [input.shape])
    }
  }

  /// The axes must be ascending, distinct axes of the shape.
  func requireAxes(_ axes: [Int], of shape: Shape) throws(ShapeMismatch) {
    for axis in axes where !(0..<shape.rank).contains(axis) {
      throw ShapeMismatch("\(name) over axis \(axis): \(shape) has \(shape.rank) axes", of: [shape])
    }
    guard zip(axes, axes.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw ShapeMismatch("\(name) needs distinct axes in ascending order, found \(axes)")
    }
  }

  func checkedShape(_ extents: [Int]) throws(ShapeMismatch) -> Shape {
    guard let shape = Shape(checking: extents) else {
      throw ShapeMismatch("\(name) would make a tensor of extents \(extents)")
    }
    return shape
  }
}
