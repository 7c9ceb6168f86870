import Tensors

/// `min(a, b)`. Where they are equal the gradient goes to b.
public struct Minimum: Elementwise {
  public static let name = "minimum"
  public static let arity = 2

  public init() {}

  public func scalar(_ operands: [Scalar]) -> Scalar { .binary(.minimum, operands[0], operands[1]) }

  public func gradient(
    _ builder: GraphBuilder, inputs: [Value], outputs: [Value], adjoints: [Value?]
  ) throws(ShapeMismatch) -> [Value?] {
    guard let adjoint = adjoints[0] else { return [nil, nil] }
    let first = try builder.compare(.less, inputs[0], inputs[1])
    let zero = try builder.fill(0, like: adjoint)
    return [
      try builder.select(first, adjoint, zero), try builder.select(first, zero, adjoint),
    ]
  }
}
