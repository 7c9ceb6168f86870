import Diagnostics

extension JSON {
  /// An alternative of a schema with a title: what it has, its words, or its type.
  var titled: JSON {
    guard case .object(let members) = self, self["title"] == nil, self["$ref"] == nil,
      let title = alternativeTitle
    else { return self }
    return .object([.init("title", .string(title))] + members)
  }

  private var alternativeTitle: String? {
    if case .array(let words)? = self["enum"] {
      return words.map(\.word).joined(separator: " | ")
    }
    if let word = self["const"] { return word.word }
    switch self["type"] {
    case .string("string"): return "text"
    case .string("array"): return "list"
    case .string("object"): return "map"
    case .string(let type): return type
    default: return nil
    }
  }

  private var word: String {
    if case .string(let text) = self { text } else { text }
  }
}

extension [JSON] {
  /// Alternatives, the second of a title called `integer 2`: those of several kinds, where any may be meant.
  var withTitlesApart: [JSON] {
    var counts: [String: Int] = [:]
    return map { alternative in
      guard case .object(let members) = alternative, case .string(let title)? = alternative["title"]
      else { return alternative }
      counts[title, default: 0] += 1
      guard let count = counts[title], count > 1 else { return alternative }
      return .object(
        members.map { $0.key == "title" ? .init("title", .string("\(title) \(count)")) : $0 })
    }
  }
}
