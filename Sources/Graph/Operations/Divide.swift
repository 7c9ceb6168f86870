import Tensors

/// `y = a / b`; the gradient to b is `−adjoint · y / b`.
public struct Divide: Elementwise {
  public static let name = "divide"
  public static let arity = 2

  public init() {}

  public func scalar(_ operands: [Scalar]) -> Scalar { .binary(.divide, operands[0], operands[1]) }

  public func gradient(
    _ builder: GraphBuilder, inputs: [Value], outputs: [Value], adjoints: [Value?]
  ) throws(ShapeMismatch) -> [Value?] {
    guard let adjoint = adjoints[0] else { return [nil, nil] }
    let quotient = try builder.divide(adjoint, inputs[1])
    return [quotient, try builder.negate(builder.multiply(quotient, outputs[0]))]
  }
}
