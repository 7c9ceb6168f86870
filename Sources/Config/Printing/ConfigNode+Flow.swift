import Diagnostics

extension ConfigNode {
  /// The value as YAML on one line: `{adam: {learning_rate: 0.001}}`. A command line takes it after `key=`.
  public var flow: String {
    switch content {
    case .null: "null"
    case .boolean(let value): "\(value)"
    case .number(let value, let text): ScalarText.number(value, text)
    case .text(let text): Self.flow(text)
    case .list(let items): "[" + items.map(\.flow).joined(separator: ", ") + "]"
    case .map(let entries):
      "{" + entries.map { Self.flow($0) + ": " + $1.value.flow }.joined(separator: ", ") + "}"
    }
  }

  /// How a list of this value is written, or of the entries of this map, as the end of a message.
  public var listAdvice: String {
    let single = isNull || items != nil ? [] : [self]
    let parts =
      entries?.map { key, entry in
        ConfigNode(.map([key: entry]), range: nil, origin: .standard)
      } ?? single
    return parts.isEmpty
      ? "" : "; a list is written [\(parts.map(\.flow).joined(separator: ", ").excerpt)]"
  }

  /// A text within brackets, where a comma or bracket of its own would end it.
  private static func flow(_ text: String) -> String {
    let spelled = ScalarText.spelled(text)
    guard spelled == text,
      text.unicodeScalars.contains(where: { ",[]{}:#".unicodeScalars.contains($0) })
    else { return spelled }
    return ScalarText.quoted(text)
  }
}
