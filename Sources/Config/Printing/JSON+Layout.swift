import Diagnostics

extension JSON {
  /// The text with two spaces for each level; short arrays of scalars stand on one line.
  public var text: String { text(indent: 0) + "\n" }

  private func text(indent: Int) -> String {
    let inner = String(repeating: " ", count: indent + 2)
    let outer = String(repeating: " ", count: indent)
    switch self {
    case .null: return "null"
    case .boolean(let value): return "\(value)"
    case .integer(let value): return "\(value)"
    case .number(let value): return value.isFinite ? CanonicalNumber.text(value) : "null"
    case .string(let text): return JSON.quoted(text)
    case .array(let items):
      if items.isEmpty { return "[]" }
      let line = "[" + items.map { $0.text(indent: 0) }.joined(separator: ", ") + "]"
      if line.count + indent <= 90, !line.contains("\n"), !line.contains("{") { return line }
      return "[\n" + items.map { inner + $0.text(indent: indent + 2) }.joined(separator: ",\n")
        + "\n\(outer)]"
    case .object(let members):
      if members.isEmpty { return "{}" }
      return "{\n"
        + members.map { "\(inner)\(JSON.quoted($0.key)): \($0.value.text(indent: indent + 2))" }
        .joined(separator: ",\n") + "\n\(outer)}"
    }
  }

  private static func quoted(_ value: String) -> String {
    var text = ""
    quote(value, into: &text)
    return text
  }
}
