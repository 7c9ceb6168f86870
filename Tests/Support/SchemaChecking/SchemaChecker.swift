import Diagnostics
import Foundation
import YAML

/// Checks a file by a JSON Schema (draft-07, the keywords that ours has), as an editor does.
public struct SchemaChecker: @unchecked Sendable {
  private let root: YAMLNode
  private let definitions: [String: YAMLNode]
  /// Compiled once, by their text.
  private let patterns: [String: NSRegularExpression]

  public init(schema text: String) throws {
    root = try Self.read(text)
    let pairs = root["definitions"]?.pairs ?? []
    definitions = Dictionary(
      pairs.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    var patterns: [String: NSRegularExpression] = [:]
    try Self.compile(root, into: &patterns)
    self.patterns = patterns
  }

  private static func compile(
    _ schema: YAMLNode, into patterns: inout [String: NSRegularExpression]
  ) throws {
    let own = schema["pattern"]?.text.map { [$0] } ?? []
    for pattern in own + (schema["patternProperties"]?.pairs ?? []).map(\.key)
    where patterns[pattern] == nil {
      patterns[pattern] = try NSRegularExpression(pattern: pattern)
    }
    for item in schema.items ?? [] { try compile(item, into: &patterns) }
    for pair in schema.pairs ?? [] { try compile(pair.value, into: &patterns) }
  }

  private func matches(_ text: String, _ pattern: String) -> Bool {
    let whole = NSRange(text.startIndex..., in: text)
    return patterns[pattern]?.firstMatch(in: text, range: whole) != nil
  }

  public static func read(_ text: String) throws -> YAMLNode {
    var diagnostics = DiagnosticList()
    let file = SourceFile(name: "file", text: text)
    guard let node = YAMLReader.read(file, diagnostics: &diagnostics) else { throw diagnostics }
    return node
  }

  /// Where the file is not as the schema says: "networks.a.layers.0: anyOf".
  public func problems(of file: String) throws -> [String] {
    problems(try Self.read(file), root, "")
  }

  private func problems(_ value: YAMLNode, _ schema: YAMLNode, _ path: String) -> [String] {
    if case .boolean(let allowed) = schema.content {
      return allowed ? [] : ["\(path): not allowed"]
    }
    if let name = schema["$ref"]?.text?.components(separatedBy: "/").last {
      guard let definition = definitions[name] else { return ["\(path): no definition \(name)"] }
      return problems(value, definition, path)
    }
    return own(value, schema, path) + combined(value, schema, path) + inner(value, schema, path)
  }

  /// What the value itself is.
  private func own(_ value: YAMLNode, _ schema: YAMLNode, _ path: String) -> [String] {
    var found: [String] = []
    if let type = schema["type"] {
      let types = type.items?.compactMap(\.text) ?? [type.text ?? ""]
      if !types.contains(where: value.isOf) { found.append("type") }
    }
    if let words = schema["enum"]?.items, !words.contains(where: value.equals) {
      found.append("enum")
    }
    if let word = schema["const"], !value.equals(word) { found.append("const") }
    if let pattern = schema["pattern"]?.text, let text = value.text,
      !matches(text, pattern)
    {
      found.append("pattern")
    }
    if case .number(let number, _) = value.content {
      if let low = schema["minimum"]?.number, number < low { found.append("minimum") }
      if let high = schema["maximum"]?.number, number > high { found.append("maximum") }
      if let low = schema["exclusiveMinimum"]?.number, number <= low { found.append("minimum") }
      if let high = schema["exclusiveMaximum"]?.number, number >= high { found.append("maximum") }
    }
    if let items = value.items {
      let count = Double(items.count)
      if let least = schema["minItems"]?.number, count < least { found.append("minItems") }
      if let most = schema["maxItems"]?.number, count > most { found.append("maxItems") }
    }
    if let pairs = value.pairs {
      for name in schema["required"]?.items?.compactMap(\.text) ?? []
      where !pairs.contains(where: { $0.key == name }) {
        found.append("required \(name)")
      }
    }
    return found.map { "\(path): \($0)" }
  }

  private func combined(_ value: YAMLNode, _ schema: YAMLNode, _ path: String) -> [String] {
    func accepts(_ part: YAMLNode) -> Bool { problems(value, part, path).isEmpty }
    var found: [String] = []
    if let parts = schema["anyOf"]?.items, !parts.contains(where: accepts) {
      found.append("\(path): anyOf")
    }
    if let parts = schema["oneOf"]?.items, parts.count(where: accepts) != 1 {
      found.append("\(path): oneOf")
    }
    if let part = schema["not"], accepts(part) { found.append("\(path): not") }
    for part in schema["allOf"]?.items ?? [] { found += problems(value, part, path) }
    if let condition = schema["if"], let part = schema[accepts(condition) ? "then" : "else"] {
      found += problems(value, part, path)
    }
    return found
  }

  /// What stands in a list or a map.
  private func inner(_ value: YAMLNode, _ schema: YAMLNode, _ path: String) -> [String] {
    var found: [String] = []
    if let part = schema["items"] {
      for (index, item) in (value.items ?? []).enumerated() {
        found += problems(item, part, "\(path).\(index)")
      }
    }
    for pair in value.pairs ?? [] {
      let place = "\(path).\(pair.key)"
      if let part = schema["propertyNames"] {
        found += problems(YAMLNode(.text(pair.key), range: pair.keyRange), part, place)
      }
      var parts = schema["properties"]?[pair.key].map { [$0] } ?? []
      for pattern in schema["patternProperties"]?.pairs ?? []
      where matches(pair.key, pattern.key) {
        parts.append(pattern.value)
      }
      if parts.isEmpty, let other = schema["additionalProperties"] { parts = [other] }
      for part in parts { found += problems(pair.value, part, place) }
    }
    return found
  }
}

extension YAMLNode {
  fileprivate var text: String? { if case .text(let text) = content { text } else { nil } }
  fileprivate var items: [YAMLNode]? { if case .list(let items) = content { items } else { nil } }
  fileprivate var pairs: [Pair]? { if case .map(let pairs) = content { pairs } else { nil } }
  fileprivate var number: Double? {
    if case .number(let value, _) = content { value } else { nil }
  }
  fileprivate subscript(_ key: String) -> YAMLNode? { pairs?.first { $0.key == key }?.value }

  fileprivate func isOf(_ type: String) -> Bool {
    switch content {
    case .null: type == "null"
    case .boolean: type == "boolean"
    case .number(let value, _): type == "number" || type == "integer" && value == value.rounded()
    case .text: type == "string"
    case .list: type == "array"
    case .map: type == "object"
    }
  }

  /// Whether two scalars are the same value.
  fileprivate func equals(_ other: YAMLNode) -> Bool {
    switch (content, other.content) {
    case (.text(let one), .text(let two)): one == two
    case (.number(let one, _), .number(let two, _)): one == two
    case (.boolean(let one), .boolean(let two)): one == two
    case (.null, .null): true
    default: false
    }
  }
}
