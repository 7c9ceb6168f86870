import Tensors

/// Repeats a tensor along new axes: input axis `d` becomes axis `axes[d]` of the shape.
///
/// The gradient is the sum over the new axes.
public struct Broadcast: Operation {
  public static let name = "broadcast"
  public let shape: Shape
  /// For each axis of the input, the axis of the output it becomes; ascending.
  public let axes: [Int]

  public init(to shape: Shape, axes: [Int]) {
    self.shape = shape
    self.axes = axes
  }

  public func outputs(of inputs: [TensorType]) throws(ShapeMismatch) -> [TensorType] {
    try requireCount(1, inputs)
    try requireAxes(axes, of: shape)
    guard inputs[0].shape.extents == axes.map({ shape[$0] }) else {
      throw ShapeMismatch(
        "broadcast cannot repeat \(inputs[0].shape) along axes \(axes) of \(shape)",
        of: [inputs[0].shape, shape])
    }
    return [TensorType(shape, inputs[0].element)]
  }

  public func statements(inputs: [TensorType], outputs: [TensorType]) -> [Statement] {
    let index = Statement.Index.loops(axes, of: shape.rank)
    return [
      .pointwise(
        over: shape.extents, reads: [Statement.Access(input: 0, index: index)], value: .read(0))
    ]
  }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    guard let adjoint = adjoints[0] else { return [nil] }
    let added = shape.extents.indices.filter { !axes.contains($0) }
    return [try adjoint.sum(axes: added)]
  }

  public var attributes: String { "axes=\(axes)" }
}
