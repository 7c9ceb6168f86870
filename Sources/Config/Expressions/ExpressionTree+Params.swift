import Diagnostics

extension ExpressionTree {
  /// The expression with each param of `scope` replaced by its value, so that its meaning stands alone.
  ///
  /// - Throws: as `Scope.constant(named:)`.
  public func substituting(_ scope: Scope) throws(Diagnostic) -> ExpressionTree {
    if case .name(let name) = kind {
      guard scope.params[name] != nil else { return self }
      return ExpressionTree(constant: try scope.constant(named: name, at: range), range: range)
    }
    let changed = try mapChildren { (part) throws(Diagnostic) in try part.substituting(scope) }
    guard case .call? = written else { return changed }
    return ExpressionTree(
      changed.kind, range: range,
      written: try written?.mapChildren { (part) throws(Diagnostic) in
        try part.substituting(scope)
      }, bodyRange: bodyRange, share: share)
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
