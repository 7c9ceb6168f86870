/// A JSON value whose text is stable: keys stand in the order given.
public indirect enum JSON: Hashable, Sendable {
  case null
  case boolean(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([Member])

  public struct Member: Hashable, Sendable {
    public let key: String
    public let value: JSON

    public init(_ key: String, _ value: JSON) {
      self.key = key
      self.value = value
    }
  }

  /// An object of the given members in their order.
  public static func object(_ members: KeyValuePairs<String, JSON>) -> JSON {
    .object(members.map { Member($0.key, $0.value) })
  }

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

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      default:
        if scalar.value < 0x20 || scalar.value == 0x7F {
          let hex = String(scalar.value, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }
}
