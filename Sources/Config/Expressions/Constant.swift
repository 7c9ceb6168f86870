import Diagnostics

/// What an expression over params comes to.
public enum Constant: Hashable, Sendable {
  case number(Double)
  case boolean(Bool)
  case text(String)
  case list([Constant])

  /// For messages: "the text 'three'".
  public var summary: String {
    switch self {
    case .number(let value): CanonicalNumber.text(value)
    case .boolean(let value): "\(value)"
    case .text(let text): "the text '\(text.excerpt)'"
    case .list: "a list"
    }
  }
}

extension Scope {
  /// The value of an expression over params.
  ///
  /// - Throws: an unknown name, a call, division by zero, a number too large.
  public func constant(_ expression: Expression) throws(Diagnostic) -> Constant {
    var evaluation = ConstantEvaluation(self)
    return try evaluation.value(expression)
  }

  /// The value of a param, its own expression evaluated.
  ///
  /// - Throws: an unknown param, params in a circle, an expression that has no value.
  public func constant(named name: String, at range: SourceRange? = nil) throws(Diagnostic)
    -> Constant
  {
    try constant(Expression(.name(name), range: range))
  }

  /// The value of an expression that must be a number.
  ///
  /// - Throws: as `constant`, and what is no number.
  public func number(_ expression: Expression) throws(Diagnostic) -> Double {
    let value = try constant(expression)
    guard case .number(let number) = value else {
      throw Diagnostic(
        "\(expression.description.excerpt) is \(value.summary), a number is needed",
        at: expression.range)
    }
    return number
  }

  /// The value of an expression that must be a whole number.
  ///
  /// - Throws: as `number`, and what is not whole: "7 * latent is 10.5, a whole number is needed".
  public func integer(_ expression: Expression) throws(Diagnostic) -> Int {
    let value = try number(expression)
    guard let integer = Int(exactly: value) else {
      throw Diagnostic(
        "\(expression.description.excerpt) is \(CanonicalNumber.text(value)), a whole number is needed",
        at: expression.range)
    }
    return integer
  }
}
