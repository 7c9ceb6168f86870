import Diagnostics
import OrderedCollections

extension JSON {
  /// The schema with a `type` beside every `allOf` that wraps a reference: an editor that completes a key looks no
  /// further for whether a list, a map or a word follows.
  func typingReferences(to definitions: OrderedDictionary<String, JSON>) -> JSON {
    switch self {
    case .null, .boolean, .integer, .number, .string: return self
    case .array(let items): return .array(items.map { $0.typingReferences(to: definitions) })
    case .object(let members):
      var typed: [Member] = []
      for member in members {
        if member.key == "allOf", self["type"] == nil, case .array(let parts) = member.value,
          parts.count == 1, parts[0]["$ref"] != nil,
          let types = parts[0].types(definitions), !types.isEmpty
        {
          let names = types.map(JSON.string)
          typed.append(.init("type", names.count == 1 ? names[0] : .array(names)))
        }
        typed.append(.init(member.key, member.value.typingReferences(to: definitions)))
      }
      return .object(typed)
    }
  }

  /// The types that a value of this schema may have; `nil` where anything may stand.
  private func types(
    _ definitions: OrderedDictionary<String, JSON>, depth: Int = 0
  ) -> [String]? {
    // A definition that is only a reference to itself says nothing.
    guard depth < 16 else { return nil }
    if case .string(let path)? = self["$ref"] {
      let name = path.split(separator: "/").last.map(String.init) ?? ""
      return definitions[name].flatMap { $0.types(definitions, depth: depth + 1) }
    }
    switch self["type"] {
    case .string(let type): return [type]
    case .array(let types):
      return types.compactMap { if case .string(let type) = $0 { type } else { nil } }
    default: break
    }
    if case .string? = self["const"] { return ["string"] }
    guard case .array(let alternatives)? = self["anyOf"] ?? self["oneOf"] else { return nil }
    var all: OrderedSet<String> = []
    for alternative in alternatives {
      guard let types = alternative.types(definitions, depth: depth + 1) else { return nil }
      all.formUnion(types)
    }
    return Array(all)
  }
}
