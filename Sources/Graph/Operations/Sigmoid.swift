import Tensors

/// `y = 1 / (1 + e⁻ˣ)`; the gradient is `adjoint · y · (1 − y)`.
public struct Sigmoid: Elementwise {
  public static let name = "sigmoid"
  public static let arity = 1

  public init() {}

  public func scalar(_ operands: [Scalar]) -> Scalar { .unary(.sigmoid, operands[0]) }

  public func gradient(
    _ builder: GraphBuilder, inputs: [Value], outputs: [Value], adjoints: [Value?]
  ) throws(ShapeMismatch) -> [Value?] {
    guard let adjoint = adjoints[0] else { return [nil] }
    let one = try builder.fill(1, like: adjoint)
    let slope = try builder.multiply(outputs[0], builder.subtract(one, outputs[0]))
    return [try builder.multiply(adjoint, slope)]
  }
}
