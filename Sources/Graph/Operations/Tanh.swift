import Tensors

/// `y = tanh x`; the gradient is `adjoint · (1 − y²)`.
public struct Tanh: Elementwise {
  public static let name = "tanh"
  public static let arity = 1

  public init() {}

  public func scalar(_ operands: [Scalar]) -> Scalar { .unary(.tanh, operands[0]) }

  public func gradient(
    _ builder: GraphBuilder, inputs: [Value], outputs: [Value], adjoints: [Value?]
  ) throws(ShapeMismatch) -> [Value?] {
    guard let adjoint = adjoints[0] else { return [nil] }
    let one = try builder.fill(1, like: adjoint)
    let slope = try builder.subtract(one, builder.square(outputs[0]))
    return [try builder.multiply(adjoint, slope)]
  }
}
