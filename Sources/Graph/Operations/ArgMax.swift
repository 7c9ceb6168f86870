import Tensors

/// The row-major position, over the reduced axes, of the greatest element; the first wins. int32, no
/// gradient.
public struct ArgMax: Reduction {
  public static let name = "argmax"
  public let axes: [Int]

  public init(axes: [Int]) { self.axes = axes }

  public func outputs(of inputs: [TensorType]) throws(ShapeMismatch) -> [TensorType] {
    [TensorType(try reducedShape(of: inputs, allowsEmpty: false), .int32)]
  }

  public func statements(inputs: [TensorType], outputs: [TensorType]) -> [Statement] {
    [reduction(of: inputs[0], .argmax)]
  }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] { [nil] }
}
