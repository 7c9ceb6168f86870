import Foundation

extension ExpressionTree.Operator {
  /// The operator on numbers; a comparison gives 1 or 0.
  public func callAsFunction(_ a: Double, _ b: Double) -> Double {
    of(a, b) { Foundation.pow($0, $1) }
  }

  /// The operator on numbers of single precision.
  public func callAsFunction(_ a: Float, _ b: Float) -> Float {
    of(a, b) { Foundation.pow($0, $1) }
  }

  @inline(__always)
  private func of<Number: FloatingPoint>(
    _ a: Number, _ b: Number, power: (Number, Number) -> Number
  ) -> Number {
    switch self {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    case .power: power(a, b)
    case .less: a < b ? 1 : 0
    case .lessOrEqual: a <= b ? 1 : 0
    case .greater: a > b ? 1 : 0
    case .greaterOrEqual: a >= b ? 1 : 0
    case .equal: a == b ? 1 : 0
    case .notEqual: a != b ? 1 : 0
    }
  }
}
