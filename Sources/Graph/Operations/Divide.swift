import Tensors

/// `y = a / b`; the gradient to b is `−adjoint · y / b`.
public struct Divide: Elementwise {
  public static let name = "divide"
  public static let arity = 2

  public init() {}

  public func scalar(_ operands: [Scalar]) -> Scalar { .binary(.divide, operands[0], operands[1]) }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    guard let adjoint = adjoints[0] else { return [nil, nil] }
    let quotient = try adjoint / inputs[1]
    return [quotient, try -(quotient * outputs[0])]
  }
}
