import Tensors

/// The axes in another order: axis `d` of the output is axis `order[d]` of the input.
public struct Permute: Operation {
  public static let name = "permute"
  public let order: [Int]

  public init(_ order: [Int]) { self.order = order }

  public func outputs(of inputs: [TensorType]) throws(ShapeMismatch) -> [TensorType] {
    try requireCount(1, inputs)
    guard order.sorted() == Array(0..<inputs[0].shape.rank) else {
      throw ShapeMismatch(
        "permute: \(order) is no order of the axes of \(inputs[0].shape)", of: [inputs[0].shape])
    }
    return [TensorType(Shape(order.map { inputs[0].shape[$0] }), inputs[0].element)]
  }

  public func statements(inputs: [TensorType], outputs: [TensorType]) -> [Statement] {
    let extents = outputs[0].shape.extents
    let index = Statement.Index.loops(inverse, of: order.count)
    return [
      .pointwise(
        over: extents, reads: [Statement.Access(input: 0, index: index)], value: .read(0))
    ]
  }

  private var inverse: [Int] {
    var inverse = order
    for (axis, source) in order.enumerated() { inverse[source] = axis }
    return inverse
  }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    guard let adjoint = adjoints[0] else { return [nil] }
    return [try adjoint.transposed(inverse)]
  }

  public var attributes: String { "order=\(order)" }
}
