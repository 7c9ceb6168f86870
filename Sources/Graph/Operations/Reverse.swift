import Tensors

/// The elements in opposite order along the axes.
public struct Reverse: Operation {
  public static let name = "reverse"
  /// Ascending.
  public let axes: [Int]

  public init(axes: [Int]) { self.axes = axes }

  public func outputs(of inputs: [TensorType]) throws(ShapeMismatch) -> [TensorType] {
    try requireCount(1, inputs)
    try requireAxes(axes, of: inputs[0].shape)
    return [inputs[0]]
  }

  public func statements(inputs: [TensorType], outputs: [TensorType]) -> [Statement] {
    let extents = outputs[0].shape.extents
    let index = extents.indices.map { axis in
      axes.contains(axis)
        ? Statement.Index.loop(axis, of: extents.count, times: -1, plus: extents[axis] - 1)
        : Statement.Index.loop(axis, of: extents.count)
    }
    return [
      .pointwise(
        over: extents, reads: [Statement.Access(input: 0, index: index)], value: .read(0))
    ]
  }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    guard let adjoint = adjoints[0] else { return [nil] }
    return [try adjoint.apply(self)]
  }

  public var attributes: String { "axes=\(axes)" }
}
