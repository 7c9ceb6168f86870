import Tensors

/// Adds along one axis through an index tensor, into zeros: the transpose of `Gather`.
///
/// `updates: [A…, S…, B…]`, `index: int32 [S…]` → `[A…, E, B…]`, E given. Sources are added in ascending
/// order; an index outside `0..<E` is left out.
public struct ScatterAdd: Operation {
  public static let name = "scatter_add"
  public let axis: Int
  public let extent: Int

  public init(axis: Int, extent: Int) {
    self.axis = axis
    self.extent = extent
  }

  public func outputs(of inputs: [TensorType]) throws(ShapeMismatch) -> [TensorType] {
    try requireCount(2, inputs)
    let (updates, index) = (inputs[0], inputs[1])
    try requireFloat([updates])
    guard index.element == .int32 else {
      throw ShapeMismatch("scatter_add needs an int32 index, found \(index.element.rawValue)")
    }
    let end = axis + index.shape.rank
    guard axis >= 0, end <= updates.shape.rank,
      Array(updates.shape.extents[axis..<end]) == index.shape.extents
    else {
      throw ShapeMismatch(
        "scatter_add along axis \(axis): \(updates.shape) does not fit an index of \(index.shape)",
        of: [updates.shape, index.shape])
    }
    var extents = updates.shape.extents
    extents.replaceSubrange(axis..<end, with: [extent])
    return [TensorType(try checkedShape(extents))]
  }

  public func statements(inputs: [TensorType], outputs: [TensorType]) -> [Statement] {
    let extents = inputs[0].shape.extents
    let loops = extents.count
    let end = axis + inputs[1].shape.rank
    var target = Statement.Index.loops(0..<axis, of: loops)
    target.append(.indirect(.constant(0, of: loops), read: 0))
    target += Statement.Index.loops(end..<loops, of: loops)
    return [
      Statement(
        extents: extents,
        reads: [
          .init(input: 1, index: Statement.Index.loops(axis..<end, of: loops)),
          .init(input: 0, index: Statement.Index.loops(0..<loops, of: loops)),
        ],
        writes: [.init(output: 0, index: target, combine: .sum, value: .read(1))])
    ]
  }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    guard let adjoint = adjoints[0] else { return [nil, nil] }
    return [try adjoint.gathered(inputs[1], axis: axis), nil]
  }

  public var attributes: String { "axis=\(axis) extent=\(extent)" }
}
