import OrderedCollections

extension ConfigNode {
  /// A canonical form without what the language says anyway, so that one more field with a default leaves it as it was.
  ///
  /// A kind whose fields are all left out is its name alone, as a kind without fields is: `{flatten: {}}` is `flatten`.
  public var essence: ConfigNode {
    var copy = self
    switch content {
    case .null, .boolean, .number, .text: break
    case .list(let items): copy.content = .list(items.map(\.essence))
    case .map(let entries):
      var rest: OrderedDictionary<String, Entry> = [:]
      for (key, entry) in entries where !entry.isStandard {
        rest[key] = Entry(keyRange: entry.keyRange, value: entry.value.essence)
      }
      if rest.count == 1, let only = rest.elements.first, only.value.value.entries?.isEmpty == true
      {
        copy.content = .text(only.key)
      } else {
        copy.content = .map(rest)
      }
    }
    return copy
  }
}
