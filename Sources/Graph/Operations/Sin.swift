import Tensors

/// The sine of x in radians.
public struct Sin: Elementwise {
  public static let name = "sin"
  public static let arity = 1

  public init() {}

  public func scalar(_ operands: [Scalar]) -> Scalar { .unary(.sin, operands[0]) }

  public func gradient(
    _ builder: GraphBuilder, inputs: [Value], outputs: [Value], adjoints: [Value?]
  ) throws(ShapeMismatch) -> [Value?] {
    guard let adjoint = adjoints[0] else { return [nil] }
    return [try builder.multiply(adjoint, builder.cos(inputs[0]))]
  }
}
