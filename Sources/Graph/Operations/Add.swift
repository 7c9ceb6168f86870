import Tensors

/// `a + b`.
public struct Add: Elementwise {
  public static let name = "add"
  public static let arity = 2

  public init() {}

  public func scalar(_ operands: [Scalar]) -> Scalar { .binary(.add, operands[0], operands[1]) }

  public func gradient(
    _ builder: GraphBuilder, inputs: [Value], outputs: [Value], adjoints: [Value?]
  ) throws(ShapeMismatch) -> [Value?] {
    [adjoints[0], adjoints[0]]
  }
}
