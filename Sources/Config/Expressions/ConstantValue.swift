import Diagnostics

/// What an expression over params comes to.
public enum ConstantValue: Hashable, Sendable {
  case number(Double)
  case boolean(Bool)
  case text(String)
  case list([ConstantValue])

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
  public func constant(_ expression: ExpressionTree) throws(Diagnostic) -> ConstantValue {
    var evaluation = ConstantEvaluation(self)
    return try evaluation.value(expression)
  }

  /// The value of a param, its own expression evaluated.
  ///
  /// - Throws: an unknown param, params in a circle, an expression that has no value.
  public func constant(named name: String, at range: SourceRange? = nil) throws(Diagnostic)
    -> ConstantValue
  {
    try constant(ExpressionTree(.name(name), range: range))
  }

  /// The value with its params put in and its arithmetic over params done, so that it means the same outside this
  /// scope: what a caller gives to the params of a block.
  ///
  /// Text that is no arithmetic over params (a kind, an expression over values) only has its params replaced.
  ///
  /// - Throws: an unknown `${param}`, params in a circle, an expression over params that has no value.
  public func evaluated(_ node: ConfigNode) throws(Diagnostic) -> ConfigNode {
    var result = try node.substituted(in: self)
    switch result.content {
    case .null, .boolean, .number: break
    case .text(let text):
      guard let expression = try? ExpressionTree(parsing: text, range: result.range) else { break }
      let names = expression.names
      guard names.contains(where: { params[$0] != nil }) else { break }
      if names.allSatisfy({ params[$0] != nil }), !expression.hasCalls {
        result.content = ConfigNode.content(of: try constant(expression), like: result)
      } else {
        result.content = .text(try expression.substituting(self).description)
      }
    case .list(let items):
      var values: [ConfigNode] = []
      for item in items { values.append(try evaluated(item)) }
      result.content = .list(values)
    case .map(var entries):
      for (key, entry) in entries { entries[key]?.value = try evaluated(entry.value) }
      result.content = .map(entries)
    }
    return result
  }

  /// The value of an expression that must be a number.
  ///
  /// - Throws: as `constant`, and what is no number.
  public func number(_ expression: ExpressionTree) throws(Diagnostic) -> Double {
    var evaluation = ConstantEvaluation(self)
    return try evaluation.number(expression)
  }

  /// The value of an expression that must be a whole number.
  ///
  /// - Throws: as `number`, and what is not whole: "7 * latent is 10.5, a whole number is needed".
  public func integer(_ expression: ExpressionTree) throws(Diagnostic) -> Int {
    let value = try number(expression)
    guard let integer = Int(exactly: value) else {
      throw Diagnostic(
        "\(expression.description.excerpt) is \(CanonicalNumber.text(value)), a whole number is needed",
        at: expression.range, notes: givenElsewhere(expression))
    }
    return integer
  }

  /// Where a param has its value from, if that is another file: the experiment that uses a network's.
  func givenElsewhere(_ expression: ExpressionTree) -> [Diagnostic.Note] {
    guard case .name(let name) = expression.kind, let node = params[name], let place = node.range,
      place.file.name != expression.range?.file.name
    else { return [] }
    switch node.origin {
    case .file, .profile: return [.init("it is given here", at: place)]
    case .commandLine, .sweep, .standard: return []
    }
  }
}

extension ConfigNode {
  /// The content that spells a constant; items of a list stand where `node` does.
  static func content(of constant: ConstantValue, like node: ConfigNode) -> Content {
    switch constant {
    case .number(let number): .number(number, text: CanonicalNumber.text(number))
    case .boolean(let value): .boolean(value)
    case .text(let text): .text(text)
    case .list(let items):
      .list(
        items.map {
          ConfigNode(content(of: $0, like: node), range: node.range, origin: node.origin)
        })
    }
  }
}
