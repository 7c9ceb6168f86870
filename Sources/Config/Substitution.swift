import Diagnostics
import OrderedCollections

/// Puts params in the place of `${name}`.
struct Substitution {
  /// The most params that one value may take in, counted through those that refer to others.
  static let mostParams = 10_000
  /// The longest text that may come out, in UTF-8 bytes.
  static let mostBytes = 1 << 16

  let scope: Scope
  private var path: [String] = []
  private var count = 0

  init(_ scope: Scope) { self.scope = scope }

  /// The value with every `${name}` in it replaced: alone it becomes the param's value, in a text its text.
  ///
  /// - Throws: an unknown param, params in a circle, a list or map inside a text.
  mutating func node(_ node: ConfigNode) throws(Diagnostic) -> ConfigNode {
    switch node.content {
    case .null, .boolean, .number: return node
    case .text(let text):
      guard text.contains("${") else { return node }
      return try self.text(text, node)
    case .list(let items):
      var copy = node
      var changed: [ConfigNode] = []
      for item in items { changed.append(try self.node(item)) }
      copy.content = .list(changed)
      return copy
    case .map(let entries):
      var copy = node
      var changed: OrderedDictionary<String, ConfigNode.Entry> = [:]
      for (key, entry) in entries {
        let name = try self.key(key, entry)
        guard changed[name] == nil else {
          throw Diagnostic("the key '\(name.excerpt)' stands here twice", at: entry.keyRange)
        }
        changed[name] = .init(keyRange: entry.keyRange, value: try self.node(entry.value))
      }
      copy.content = .map(changed)
      return copy
    }
  }

  private mutating func key(
    _ key: String, _ entry: ConfigNode.Entry
  ) throws(Diagnostic) -> String {
    guard key.contains("${") else { return key }
    let name = try text(
      key, ConfigNode(.text(key), range: entry.keyRange, origin: entry.value.origin))
    guard let text = name.text else {
      throw Diagnostic("a key must be text, found \(name.summary)", at: entry.keyRange)
    }
    return text
  }

  private mutating func text(
    _ text: String, _ node: ConfigNode
  ) throws(Diagnostic) -> ConfigNode {
    let template = try Template(text, range: node.range)
    if template.parts.count == 1, case .param(let name, let range) = template.parts[0] {
      return try param(name, at: range)
    }
    var result = ""
    for part in template.parts {
      switch part {
      case .literal(let literal): result += literal
      case .param(let name, let range):
        result += try spelled(try param(name, at: range), name, range)
      }
      guard result.utf8.count <= Self.mostBytes else {
        throw Diagnostic(
          "the text grows too long: more than \(Self.mostBytes) bytes", at: node.range)
      }
    }
    var copy = node
    copy.content = .text(result)
    return copy
  }

  private func spelled(
    _ node: ConfigNode, _ name: String, _ range: SourceRange?
  ) throws(Diagnostic) -> String {
    switch node.content {
    case .boolean(let value): return "\(value)"
    case .number(_, let text): return text
    case .text(let text):
      guard let expression = try? ExpressionTree(parsing: text),
        expression.names.contains(where: { scope.params[$0] != nil }) || expression.isArithmetic,
        case .number(let value)? = try? scope.constant(expression)
      else { return text }
      return CanonicalNumber.text(value)
    case .null, .list, .map:
      throw Diagnostic(
        "the param '\(name)' cannot stand inside a text: it is \(node.summary)", at: range)
    }
  }

  private mutating func param(
    _ name: String, at range: SourceRange?
  ) throws(Diagnostic) -> ConfigNode {
    guard let value = scope.params[name] else { throw scope.unknown(name, at: range) }
    scope.usage?.record(name)
    guard !path.contains(name) else {
      throw Diagnostic("the param '\(name)' refers to itself", at: value.range ?? range)
    }
    count += 1
    guard path.count < ConstantEvaluation.mostParams else {
      throw Diagnostic(
        "the param '\(name)' stands behind a chain of more than \(ConstantEvaluation.mostParams) params",
        at: value.range ?? range)
    }
    guard count <= Self.mostParams else {
      throw Diagnostic(
        "more than \(Self.mostParams) params lead from here to one another", at: range)
    }
    path.append(name)
    defer { path.removeLast() }
    return try node(value)
  }
}

extension ConfigNode {
  /// The value with every `${name}` replaced by the param of `scope`: alone it becomes the param's value (a
  /// number, a list, a layer), inside a text its text.
  ///
  /// - Throws: an unknown param, params in a circle.
  public func substituted(in scope: Scope) throws(Diagnostic) -> ConfigNode {
    var substitution = Substitution(scope)
    return try substitution.node(self)
  }
}
