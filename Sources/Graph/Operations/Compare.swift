import Tensors

/// 1 where the comparison holds, else 0, as float32. No gradient.
///
/// The inputs have one element type; integers are compared as numbers (exact below 2²⁴).
public struct Compare: Elementwise {
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual

    var binary: Scalar.Binary {
      switch self {
      case .equal: .equal
      case .notEqual: .notEqual
      case .less: .less
      case .lessOrEqual: .lessOrEqual
      case .greater: .greater
      case .greaterOrEqual: .greaterOrEqual
      }
    }
  }

  public static let name = "compare"
  public static let arity = 2
  public let kind: Kind

  public init(_ kind: Kind) { self.kind = kind }

  public func element(of inputs: [TensorType]) throws(ShapeMismatch) -> ElementType {
    guard inputs[0].element == inputs[1].element else {
      throw ShapeMismatch(
        "\(name) needs two inputs of one element type, found \(inputs[0].element.rawValue) and "
          + inputs[1].element.rawValue)
    }
    return .float32
  }

  public func scalar(_ operands: [Scalar]) -> Scalar {
    .binary(kind.binary, operands[0], operands[1])
  }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] { [nil, nil] }

  public var attributes: String { kind.rawValue }
}
