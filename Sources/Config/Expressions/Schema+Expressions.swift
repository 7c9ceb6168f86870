extension Schema {
  /// The values of a map that are expressions, wherever the schema says so. What has another form than the schema's is
  /// passed over.
  public func expressions(in node: ConfigNode) -> [ConfigNode] {
    guard let entries = node.entries else {
      let main = fields.first { $0.name == mainField }
      return main?.type.expressions(in: node) ?? []
    }
    return fields.flatMap { field in
      entries[field.name].map { field.type.expressions(in: $0.value) } ?? []
    }
  }
}

extension FieldType {
  /// The expressions of a value. What a catalogue's kind holds has names of its own.
  func expressions(in node: ConfigNode) -> [ConfigNode] {
    switch self {
    case .expression: [node]
    case .list(let item, _): (node.items ?? []).flatMap { item.expressions(in: $0) }
    case .mapping(let item):
      (node.entries ?? [:]).values.flatMap { item.expressions(in: $0.value) }
    case .map(let schema): schema.expressions(in: node)
    case .either(let types):
      types.lazy.map { $0.expressions(in: node) }.first { !$0.isEmpty } ?? []
    case .integer, .number, .boolean, .text, .path, .choice, .shape, .period, .kind, .variant,
      .node:
      []
    }
  }
}
