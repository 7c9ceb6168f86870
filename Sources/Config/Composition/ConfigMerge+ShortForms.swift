import OrderedCollections

extension ConfigMerge {
  /// What is written in short form, by its main field alone, as a map, where another field of it is set: `dense: 3` as
  /// `dense: {units: 3}`.
  ///
  /// - Parameters:
  ///   - value: as written.
  ///   - over: what is laid over it.
  ///   - place: where both stand.
  func spelledOut(_ value: ConfigNode, under over: ConfigNode, at place: [String]) -> ConfigNode {
    guard value.entries == nil, !value.isNull, let keys = over.entries?.keys,
      // Items of a list go by their numbers.
      keys.contains(where: { Int($0) == nil }), let schema = schema(at: place),
      let main = schema.fields.first(where: { $0.name == schema.mainField })
    else { return value }
    // A map may be the main field's value.
    let hasFields = keys.contains { key in schema.fields.contains { $0.name == key } }
    guard hasFields || !main.type.takesMaps else { return value }
    let entry = ConfigNode.Entry(keyRange: value.range, value: value)
    return ConfigNode(.map([main.name: entry]), range: value.range, origin: value.origin)
  }

  private func schema(at place: [String]) -> Schema? {
    guard Self.takesKind(Array(place.dropLast())) else { return shortForm(place) }
    return choices.lazy.flatMap(\.schemas).first { $0.name == place.last }
  }
}
