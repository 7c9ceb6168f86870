import Tensors

/// Its input, which no gradient passes.
public struct StopGradient: Elementwise {
  public static let name = "stop_gradient"
  public static let arity = 1

  public init() {}

  public func element(of inputs: [TensorType]) throws(ShapeMismatch) -> ElementType {
    inputs[0].element
  }

  public func scalar(_ operands: [Scalar]) -> Scalar { operands[0] }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] { [nil] }
}
