import Diagnostics

extension ExpressionTree {
  /// The expression with each param of `scope` replaced by its value, so that its meaning stands alone.
  ///
  /// - Throws: as `Scope.constant(named:)`.
  public func substituting(_ scope: Scope) throws(Diagnostic) -> ExpressionTree {
    func rebuilt(_ kind: Kind) -> ExpressionTree { ExpressionTree(kind, range: range) }
    switch kind {
    case .number, .text: return self
    case .name(let name):
      guard scope.params[name] != nil else { return self }
      return ExpressionTree(constant: try scope.constant(named: name, at: range), range: range)
    case .member(let base, let name): return rebuilt(.member(try base.substituting(scope), name))
    case .call(let name, let arguments, let keywords):
      var values: [ExpressionTree] = []
      for argument in arguments { values.append(try argument.substituting(scope)) }
      var named: [Keyword] = []
      for keyword in keywords {
        named.append(
          Keyword(
            name: keyword.name, range: keyword.range, value: try keyword.value.substituting(scope)))
      }
      return rebuilt(.call(name, values, named))
    case .list(let items):
      var values: [ExpressionTree] = []
      for item in items { values.append(try item.substituting(scope)) }
      return rebuilt(.list(values))
    case .negate(let operand): return rebuilt(.negate(try operand.substituting(scope)))
    case .binary(let operation, let left, let right):
      return rebuilt(
        .binary(operation, try left.substituting(scope), try right.substituting(scope)))
    case .slice(let base, let from, let to):
      return rebuilt(
        .slice(
          try base.substituting(scope), from: try from?.substituting(scope),
          to: try to?.substituting(scope)))
    }
  }

  /// The expression that spells a constant; a text is a name, as in `mode=inference`.
  public init(constant: ConstantValue, range: SourceRange?) {
    switch constant {
    case .number(let value):
      self.init(
        value < 0 ? .negate(ExpressionTree(.number(-value), range: range)) : .number(value),
        range: range)
    case .boolean(let value): self.init(.name(value ? "true" : "false"), range: range)
    case .text(let text): self.init(isName(text) ? .name(text) : .text(text), range: range)
    case .list(let items):
      self.init(.list(items.map { ExpressionTree(constant: $0, range: range) }), range: range)
    }
  }
}
