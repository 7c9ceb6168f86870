import Tensors

/// The same elements in row-major order under another shape.
///
/// A view: it has no statements, and its output is its input's memory.
public struct Reshape: Operation {
  public static let name = "reshape"
  public let shape: Shape

  public init(to shape: Shape) { self.shape = shape }

  public func outputs(of inputs: [TensorType]) throws(ShapeMismatch) -> [TensorType] {
    try requireCount(1, inputs)
    guard inputs[0].shape.count == shape.count else {
      throw ShapeMismatch(
        "reshape cannot make \(shape) (\(shape.count) elements) of \(inputs[0].shape) "
          + "(\(inputs[0].shape.count) elements)", of: [shape, inputs[0].shape])
    }
    return [TensorType(shape, inputs[0].element)]
  }

  public func statements(inputs: [TensorType], outputs: [TensorType]) -> [Statement] { [] }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    guard let adjoint = adjoints[0] else { return [nil] }
    return [try adjoint.reshaped(inputs[0].shape)]
  }
}
