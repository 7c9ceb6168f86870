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

  /// A sum of sums of sums by names alone has more parts than anyone writes: beyond this many it is not taken further apart.
  private static let most = 1_000

  func split(_ expression: ExpressionTree, sign: Int = 1) -> [Summand] {
    var found: [Summand] = []
    add(expression, sign, place: nil, depth: 0, to: &found)
    return found
  }

  private func add(
    _ expression: ExpressionTree, _ sign: Int, place outer: SourceRange?, depth: Int,
    to found: inout [Summand]
  ) {
    let place = outer ?? (expression.written == nil ? nil : expression.range)
    func whole() {
      found.append(
        Summand(expression: expression, sign: sign, place: place ?? expression.range))
    }
    func parts(_ inner: ExpressionTree, _ sign: Int) {
      add(inner, sign, place: place, depth: depth + 1, to: &found)
    }
    guard depth < 200, found.count < Self.most else {
      whole()
      return
    }
    switch expression.kind {
    case .binary(.add, let a, let b):
      parts(a, sign)
      parts(b, sign)
    case .binary(.subtract, let a, let b):
      parts(a, sign)
      parts(b, -sign)
    case .negate(let inner): parts(inner, -sign)
    case .binary(.multiply, let a, let b):
      if let factor = number(a) {
        parts(b, factor < 0 ? -sign : sign)
      } else if let factor = number(b) {
        parts(a, factor < 0 ? -sign : sign)
      } else {
        whole()
      }
    case .binary(.divide, let a, let b):
      if let divisor = number(b) { parts(a, divisor < 0 ? -sign : sign) } else { whole() }
    case .name(let name) where follows(name):
      if let inner = definition.losses[name] ?? definition.values[name] {
        parts(inner, sign)
      } else {
        whole()
      }
    default: whole()
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
