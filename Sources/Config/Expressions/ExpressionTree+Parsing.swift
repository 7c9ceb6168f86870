import Diagnostics

extension ExpressionTree {
  /// The expression that `text` spells.
  ///
  /// - Parameter range: the YAML scalar that the text was read from, quotes included; every part gets its own
  ///   place within it.
  /// - Throws: what is no expression, at the word where it goes wrong.
  public init(parsing text: String, range: SourceRange? = nil) throws(Diagnostic) {
    self = try ExpressionParser.parse(ExpressionText(text, in: range))
  }

  /// The expression that a value of the experiment spells: text, a number, or a list of them.
  ///
  /// - Throws: what is no expression.
  public init(_ node: ConfigNode) throws(Diagnostic) {
    switch node.content {
    case .text(let text): try self.init(parsing: text, range: node.range)
    case .number(let value, let text):
      guard value.isFinite else {
        throw Diagnostic("expected a finite number, found \(text.excerpt)", at: node.range)
      }
      guard value != 0 || text.isSpelledZero else {
        throw Diagnostic("the number \(text.excerpt) is too small", at: node.range)
      }
      self.init(
        value.sign == .minus
          ? .negate(ExpressionTree(.number(-value), range: node.range))
          : .number(value), range: node.range)
    case .list(let items):
      var expressions: [ExpressionTree] = []
      for item in items { expressions.append(try ExpressionTree(item)) }
      self.init(.list(expressions), range: node.range)
    case .null, .boolean, .map:
      throw Diagnostic("expected an expression, found \(node.summary)", at: node.range)
    }
  }
}

extension ExpressionTree.Operator {
  public var isComparison: Bool {
    switch self {
    case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual: true
    case .add, .subtract, .multiply, .divide, .power: false
    }
  }
}
