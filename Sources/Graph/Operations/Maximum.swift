import Tensors

/// `max(a, b)`. Where they are equal the gradient goes to b, so that `maximum(x, 0)` has slope 0 at 0.
public struct Maximum: Elementwise {
  public static let name = "maximum"
  public static let arity = 2

  public init() {}

  public func scalar(_ operands: [Scalar]) -> Scalar { .binary(.maximum, operands[0], operands[1]) }

  public func gradient(
    _ builder: GraphBuilder, inputs: [Value], outputs: [Value], adjoints: [Value?]
  ) throws(ShapeMismatch) -> [Value?] {
    guard let adjoint = adjoints[0] else { return [nil, nil] }
    let first = try builder.compare(.greater, inputs[0], inputs[1])
    let zero = try builder.fill(0, like: adjoint)
    return [
      try builder.select(first, adjoint, zero), try builder.select(first, zero, adjoint),
    ]
  }
}
