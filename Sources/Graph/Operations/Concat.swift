import Tensors

/// Tensors one after another along an axis; the other extents are equal.
public struct Concat: Operation {
  public static let name = "concat"
  public let axis: Int

  public init(axis: Int) { self.axis = axis }

  public func outputs(of inputs: [TensorType]) throws(ShapeMismatch) -> [TensorType] {
    guard let first = inputs.first else { throw ShapeMismatch("concat needs at least one input") }
    try requireAxes([axis], of: first.shape)
    var extents = first.shape.extents
    for input in inputs.dropFirst() {
      var other = input.shape.extents
      guard other.count == extents.count else { throw mismatch(inputs) }
      let added = other[axis]
      other[axis] = extents[axis]
      guard other == extents, input.element == first.element else { throw mismatch(inputs) }
      extents[axis] += added
    }
    return [TensorType(try checkedShape(extents), first.element)]
  }

  private func mismatch(_ inputs: [TensorType]) -> ShapeMismatch {
    let sameElement = inputs.allSatisfy { $0.element == inputs[0].element }
    let found = inputs.map { sameElement ? "\($0.shape)" : "\($0)" }.joined(separator: " and ")
    return ShapeMismatch(
      "concat along axis \(axis) needs inputs that are equal but for that axis, found \(found)",
      of: inputs.map(\.shape))
  }

  public func statements(inputs: [TensorType], outputs: [TensorType]) -> [Statement] {
    let rank = outputs[0].shape.rank
    var offset = 0
    return inputs.indices.map { input in
      defer { offset += inputs[input].shape[axis] }
      let index = Statement.Index.loops(0..<rank, of: rank)
      var target = index
      target[axis] = .loop(axis, of: rank, plus: offset)
      return Statement(
        extents: inputs[input].shape.extents,
        reads: [Statement.Access(input: input, index: index)],
        writes: [Statement.Write(output: 0, index: target, combine: .set, value: .read(0))])
    }
  }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    guard let adjoint = adjoints[0] else { return inputs.map { _ in nil } }
    var offset = 0
    var gradients: [Tensor?] = []
    for input in inputs {
      let end = offset + input.shape[axis]
      gradients.append(try adjoint.sliced(axis: axis, offset..<end))
      offset = end
    }
    return gradients
  }

  public var attributes: String { "axis=\(axis)" }
}
