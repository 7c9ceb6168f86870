import Tensors

/// Reads along one axis through an index tensor.
///
/// `x: [A…, E, B…]`, `index: int32 [S…]` → `[A…, S…, B…]`; an index outside `0..<E` reads 0. The gradient is
/// `ScatterAdd`.
public struct Gather: Operation {
  public static let name = "gather"
  public let axis: Int

  public init(axis: Int) { self.axis = axis }

  public func outputs(of inputs: [TensorType]) throws(ShapeMismatch) -> [TensorType] {
    try requireCount(2, inputs)
    let (x, index) = (inputs[0], inputs[1])
    try requireAxes([axis], of: x.shape)
    guard index.element == .int32 else {
      throw ShapeMismatch("gather needs an int32 index, found \(index.element.rawValue)")
    }
    var extents = x.shape.extents
    extents.replaceSubrange(axis...axis, with: index.shape.extents)
    return [TensorType(try checkedShape(extents), x.element)]
  }

  public func statements(inputs: [TensorType], outputs: [TensorType]) -> [Statement] {
    let extents = outputs[0].shape.extents
    let loops = extents.count
    let inner = inputs[1].shape.rank
    var source = Statement.Index.loops(0..<axis, of: loops)
    source.append(.indirect(.constant(0, of: loops), read: 0))
    source += Statement.Index.loops((axis + inner)..<loops, of: loops)
    return [
      .pointwise(
        over: extents,
        reads: [
          .init(input: 1, index: Statement.Index.loops(axis..<(axis + inner), of: loops)),
          .init(input: 0, index: source, outside: 0),
        ], value: .read(1))
    ]
  }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    guard let adjoint = adjoints[0] else { return [nil, nil] }
    let extent = inputs[0].shape[axis]
    return [try adjoint.scatterAdded(inputs[1], axis: axis, extent: extent), nil]
  }

  public var attributes: String { "axis=\(axis)" }
}
