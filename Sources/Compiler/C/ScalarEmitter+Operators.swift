import Graph

extension ScalarEmitter {
  /// The shortest text that reads back as the same `float`.
  static func literal(_ value: Double) -> String {
    let number = Float(value)
    if number.isNaN { return "__builtin_nanf(\"\")" }
    if number.isInfinite { return number < 0 ? "-__builtin_inff()" : "__builtin_inff()" }
    return number.sign == .minus ? "(\(number)f)" : "\(number)f"
  }

  static func unary(_ operation: Scalar.Unary, _ a: String) -> String {
    switch operation {
    case .negate: "-\(a)"
    case .absolute: "etch_abs(\(a))"
    case .sign: "etch_sign(\(a))"
    case .reciprocal: "1.0f / \(a)"
    case .exp: "etch_exp(\(a))"
    case .log: "etch_log(\(a))"
    case .sqrt: "etch_sqrt(\(a))"
    case .sin: "etch_sin(\(a))"
    case .cos: "etch_cos(\(a))"
    case .tanh: "etch_tanh(\(a))"
    case .erf: "etch_erf(\(a))"
    case .sigmoid: "etch_sigmoid(\(a))"
    case .softplus: "etch_softplus(\(a))"
    case .floor: "etch_floor(\(a))"
    case .truncate: "__builtin_truncf(\(a))"
    }
  }

  static func binary(_ operation: Scalar.Binary, _ a: String, _ b: String) -> String {
    switch operation {
    case .add: "\(a) + \(b)"
    case .subtract: "\(a) - \(b)"
    case .multiply: "\(a) * \(b)"
    case .divide: "\(a) / \(b)"
    case .power: "etch_pow(\(a), \(b))"
    case .minimum: "etch_min(\(a), \(b))"
    case .maximum: "etch_max(\(a), \(b))"
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
      "\(a) \(comparisons[operation] ?? "==") \(b) ? 1.0f : 0.0f"
    }
  }

  static let comparisons: [Scalar.Binary: String] = [
    .equal: "==", .notEqual: "!=", .less: "<", .lessOrEqual: "<=", .greater: ">",
    .greaterOrEqual: ">=",
  ]

  /// A power with a constant exponent that needs no logarithm.
  static func power(_ a: String, _ exponent: Double) -> String? {
    switch exponent {
    case 1: a
    case 2: "\(a) * \(a)"
    case 3: "\(a) * \(a) * \(a)"
    case 0.5: "etch_sqrt(\(a))"
    case -0.5: "1.0f / etch_sqrt(\(a))"
    case -1: "1.0f / \(a)"
    default: nil
    }
  }
}
