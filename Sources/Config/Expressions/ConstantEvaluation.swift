import Diagnostics

/// Evaluates expressions over params, each param once.
struct ConstantEvaluation {
  private let scope: Scope
  private var known: [String: ConstantValue] = [:]
  private var path: [String] = []
  private var level = 0

  /// The longest chain of params that name one another.
  static let mostParams = 500
  /// The deepest nesting, through all params that an expression leads to.
  private static let mostLevels = 4000

  init(_ scope: Scope) { self.scope = scope }

  mutating func value(_ expression: ExpressionTree) throws(Diagnostic) -> ConstantValue {
    level += 1
    defer { level -= 1 }
    guard level <= Self.mostLevels else {
      throw Diagnostic("params refer to each other too deeply", at: expression.range)
    }
    switch expression.kind {
    case .number(let value): return .number(value)
    case .text(let text): return .text(text)
    case .name(let name): return try param(name, at: expression.range)
    case .list(let items):
      var values: [ConstantValue] = []
      for item in items { values.append(try value(item)) }
      return .list(values)
    case .negate(let operand): return .number(-(try number(operand)))
    case .binary(let operation, let left, let right):
      return .number(
        try result(operation, try number(left), try number(right), expression, divisor: right))
    case .call("range", let arguments, let keywords)
    where arguments.count == 1 && keywords.isEmpty:
      return try range(arguments[0])
    case .call(let name, _, _):
      throw Diagnostic(
        "'\(name)' cannot be called here; only params and arithmetic give a number before training",
        at: expression.range)
    case .member, .slice:
      if let mistake = expression.sectionMistake({ scope.params[$0] != nil }) { throw mistake }
      throw Diagnostic(
        "only params and arithmetic give a number before training", at: expression.range)
    }
  }

  /// The most numbers that a range holds.
  private static let mostNumbers = 1_000_000

  /// The numbers from 0 up to, but not including, a whole number.
  private mutating func range(_ end: ExpressionTree) throws(Diagnostic) -> ConstantValue {
    let value = try number(end)
    guard let count = Int(exactly: value), (0...Self.mostNumbers).contains(count) else {
      throw Diagnostic(
        "range takes a whole number from 0 to \(Self.mostNumbers), found \(CanonicalNumber.text(value))",
        at: end.range)
    }
    return .list((0..<count).map { .number(Double($0)) })
  }

  mutating func number(_ expression: ExpressionTree) throws(Diagnostic) -> Double {
    let value = try value(expression)
    guard case .number(let number) = value else {
      throw Diagnostic(
        "\(expression.description.excerpt) is \(value.summary), a number is needed",
        at: expression.range, notes: scope.givenElsewhere(expression))
    }
    return number
  }

  private func result(
    _ operation: ExpressionTree.Operator, _ left: Double, _ right: Double, _ whole: ExpressionTree,
    divisor: ExpressionTree
  ) throws(Diagnostic) -> Double {
    if operation == .divide, right == 0 {
      throw Diagnostic("division by zero", at: divisor.range)
    }
    if operation == .power, left == 0, right < 0 {
      throw Diagnostic("division by zero: a negative power of 0", at: whole.range)
    }
    let value = operation(left, right)
    guard value.isFinite else {
      let problem = value.isNaN ? "has no real value" : "is too large a number"
      throw Diagnostic("\(whole.description.excerpt) \(problem)", at: whole.range)
    }
    return value
  }

  private mutating func param(_ name: String, at range: SourceRange?) throws(Diagnostic)
    -> ConstantValue
  {
    if let value = known[name] { return value }
    guard let node = scope.params[name] else { throw scope.unknown(name, at: range) }
    scope.usage?.record(name)
    guard !path.contains(name) else {
      throw Diagnostic("the param '\(name)' refers to itself", at: node.range ?? range)
    }
    guard path.count < Self.mostParams else {
      throw Diagnostic(
        "the param '\(name)' stands behind a chain of more than \(Self.mostParams) params",
        at: node.range ?? range)
    }
    path.append(name)
    defer { path.removeLast() }
    let value = try constant(try node.substituted(in: scope), name)
    known[name] = value
    return value
  }

  private mutating func constant(_ node: ConfigNode, _ name: String) throws(Diagnostic)
    -> ConstantValue
  {
    switch node.content {
    case .boolean(let value): return .boolean(value)
    case .number(let value, let text):
      guard value.isFinite else {
        throw Diagnostic(
          "the param '\(name)' is \(text.excerpt), a finite number is needed", at: node.range)
      }
      guard value != 0 || text.isSpelledZero else {
        throw Diagnostic(
          "the param '\(name)' is too small a number: \(text.excerpt)", at: node.range)
      }
      return .number(value)
    case .text(let text):
      guard let expression = try? ExpressionTree(parsing: text, range: node.range) else {
        return .text(text)
      }
      if case .name(let other) = expression.kind, scope.params[other] == nil { return .text(text) }
      return try value(expression)
    case .list(let items):
      var values: [ConstantValue] = []
      for item in items { values.append(try constant(item, name)) }
      return .list(values)
    case .null, .map:
      // As a schedule.
      let advice = Diagnostic.Note(
        "a param is the same in the whole run; what changes in it is an expression of 'step' or 'epoch', as 'minimum(1, step / 500)' in 'values'"
      )
      throw Diagnostic(
        "the param '\(name)' is \(node.summary), a number is needed", at: node.range,
        notes: node.isNull ? [] : [advice])
    }
  }
}
