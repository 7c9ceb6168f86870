import Tensors

/// An operation that computes each element of its output from the same element of its inputs.
///
/// The inputs have equal shapes: broadcasting is an operation of its own. Its meaning and its shape rule
/// follow from `scalar`.
public protocol Elementwise: Operation {
  /// How many inputs there are.
  static var arity: Int { get }

  /// The output's element from the inputs' elements.
  func scalar(_ operands: [Scalar]) -> Scalar

  /// The element type of the output; float32 numbers in and out unless the operation says otherwise.
  ///
  /// - Throws: where the inputs' element types do not fit.
  func element(of inputs: [TensorType]) throws(ShapeMismatch) -> ElementType
}

extension Elementwise {
  public func element(of inputs: [TensorType]) throws(ShapeMismatch) -> ElementType {
    try requireFloat(inputs)
    return .float32
  }

  public func outputs(of inputs: [TensorType]) throws(ShapeMismatch) -> [TensorType] {
    try requireCount(Self.arity, inputs)
    for input in inputs where input.shape != inputs[0].shape {
      let found = inputs.map { "\($0.shape)" }.joined(separator: " and ")
      throw ShapeMismatch("\(name) needs equal shapes, found \(found)", of: inputs.map(\.shape))
    }
    return [TensorType(inputs[0].shape, try element(of: inputs))]
  }

  public func statements(inputs: [TensorType], outputs: [TensorType]) -> [Statement] {
    let extents = outputs[0].shape.extents
    let index = Statement.Index.loops(extents.indices, of: extents.count)
    return [
      .pointwise(
        over: extents, reads: inputs.indices.map { Statement.Access(input: $0, index: index) },
        value: scalar(inputs.indices.map { .read($0) }))
    ]
  }
}
