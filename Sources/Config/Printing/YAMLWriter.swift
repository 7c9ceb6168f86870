import OrderedCollections

/// Writes a tree as YAML that every reader takes alike: two-space blocks, lists of numbers on one line.
struct YAMLWriter {
  private(set) var text = ""

  /// The widest list that stands on one line.
  private static let width = 80

  mutating func write(_ node: ConfigNode, indent: Int) {
    if let line = Self.inline(node) {
      text += String(repeating: " ", count: indent) + line + "\n"
    } else {
      block(node, indent: indent, isAfterDash: false)
    }
  }

  /// A list or map over several lines; after `- ` its first line needs no indentation.
  private mutating func block(_ node: ConfigNode, indent: Int, isAfterDash: Bool) {
    var isFirst = isAfterDash
    func margin() -> String {
      defer { isFirst = false }
      return isFirst ? "" : String(repeating: " ", count: indent)
    }
    switch node.content {
    case .null, .boolean, .number, .text: break
    case .list(let items):
      for item in items {
        text += margin() + "- "
        if let line = Self.inline(item) {
          text += line + "\n"
        } else {
          block(item, indent: indent + 2, isAfterDash: true)
        }
      }
    case .map(let entries):
      for (key, entry) in entries {
        text += margin() + ScalarText.spelled(key) + ":"
        if let line = Self.inline(entry.value) {
          text += " " + line + "\n"
        } else {
          text += "\n"
          block(entry.value, indent: indent + 2, isAfterDash: false)
        }
      }
    }
  }

  /// The value where it stands on one line: a scalar, nothing, or a list of numbers and words.
  private static func inline(_ node: ConfigNode) -> String? {
    switch node.content {
    case .null, .boolean, .number, .text: return scalar(node)
    case .map(let entries): return entries.isEmpty ? "{}" : nil
    case .list(let items):
      var parts: [String] = []
      var width = 2
      for item in items {
        guard let part = flow(item) else { return nil }
        parts.append(part)
        width += part.count + 2
        if width > Self.width { return nil }
      }
      return "[" + parts.joined(separator: ", ") + "]"
    }
  }

  private static func flow(_ node: ConfigNode) -> String? {
    switch node.content {
    case .null, .boolean, .number: return scalar(node)
    case .text(let text): return isName(text) ? scalar(node) : nil
    case .list: return inline(node)
    case .map: return nil
    }
  }

  private static func scalar(_ node: ConfigNode) -> String {
    switch node.content {
    case .boolean(let value): "\(value)"
    case .number(let value, let text): ScalarText.number(value, text)
    case .text(let text): ScalarText.spelled(text)
    case .null, .list, .map: "null"
    }
  }
}

extension ConfigNode {
  /// The value as YAML, two-space blocks, its keys in their order; ends with a line break.
  public func yaml(indent: Int = 0) -> String {
    var writer = YAMLWriter()
    writer.write(self, indent: indent)
    return writer.text
  }

  /// The value with the keys of every map in alphabetical order: what the order of keys cannot change.
  public func sortedByKey() -> ConfigNode {
    var copy = self
    switch content {
    case .null, .boolean, .number, .text: break
    case .list(let items): copy.content = .list(items.map { $0.sortedByKey() })
    case .map(let entries):
      var sorted: OrderedDictionary<String, Entry> = [:]
      for (key, entry) in entries.sorted(by: { $0.key < $1.key }) {
        sorted[key] = Entry(keyRange: entry.keyRange, value: entry.value.sortedByKey())
      }
      copy.content = .map(sorted)
    }
    return copy
  }
}
