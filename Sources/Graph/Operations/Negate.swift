import Tensors

/// `−x`.
public struct Negate: Elementwise {
  public static let name = "negate"
  public static let arity = 1

  public init() {}

  public func scalar(_ operands: [Scalar]) -> Scalar { .unary(.negate, operands[0]) }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    guard let adjoint = adjoints[0] else { return [nil] }
    return [try -adjoint]
  }
}
