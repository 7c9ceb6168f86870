import Tensors

/// The sum over some axes, of which none is kept.
public struct Sum: Reduction {
  public static let name = "sum"
  public let axes: [Int]

  public init(axes: [Int]) { self.axes = axes }

  public func outputs(of inputs: [TensorType]) throws(ShapeMismatch) -> [TensorType] {
    [TensorType(try reducedShape(of: inputs, allowsEmpty: true))]
  }

  public func statements(inputs: [TensorType], outputs: [TensorType]) -> [Statement] {
    [reduction(of: inputs[0], .sum)]
  }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    guard let adjoint = adjoints[0] else { return [nil] }
    let shape = inputs[0].shape
    return [try adjoint.broadcast(to: shape, axes: keptAxes(of: shape))]
  }
}
