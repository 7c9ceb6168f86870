import Config
import Diagnostics

/// The parts of what an update minimizes: what is added up, with its sign.
struct Summand {
  let expression: ExpressionTree
  /// −1 where it is subtracted, or maximized.
  let sign: Int
  /// Where a reader looks: the call, where it stands in a function of the file.
  let place: SourceRange?
}

/// Takes sums apart.
struct Summands {
  let definition: ExperimentDefinition
  /// Whether a name stands for its definition here.
  let follows: (String) -> Bool

  func split(_ expression: ExpressionTree, sign: Int = 1, place: SourceRange? = nil, depth: Int = 0)
    -> [Summand]
  {
    let place = place ?? (expression.written == nil ? nil : expression.range)
    func parts(_ inner: ExpressionTree, _ sign: Int) -> [Summand] {
      split(inner, sign: sign, place: place, depth: depth + 1)
    }
    let whole = [
      Summand(expression: expression, sign: sign, place: place ?? expression.range)
    ]
    guard depth < 200 else { return whole }
    switch expression.kind {
    case .binary(.add, let a, let b): return parts(a, sign) + parts(b, sign)
    case .binary(.subtract, let a, let b): return parts(a, sign) + parts(b, -sign)
    case .negate(let inner): return parts(inner, -sign)
    case .binary(.multiply, let a, let b):
      if let factor = number(a) { return parts(b, factor < 0 ? -sign : sign) }
      if let factor = number(b) { return parts(a, factor < 0 ? -sign : sign) }
      return whole
    case .binary(.divide, let a, let b):
      guard let divisor = number(b) else { return whole }
      return parts(a, divisor < 0 ? -sign : sign)
    case .name(let name) where follows(name):
      guard let inner = definition.losses[name] ?? definition.values[name] else { return whole }
      return parts(inner, sign)
    default: return whole
    }
  }

  /// The number that an expression over params is, but for 0, by which nothing is left.
  func number(_ expression: ExpressionTree) -> Double? {
    let isOfParams = expression.names.allSatisfy { definition.scope.params[$0] != nil }
    guard isOfParams, let value = try? definition.scope.number(expression), value != 0 else {
      return nil
    }
    return value
  }
}
