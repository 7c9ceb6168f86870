import Diagnostics

extension FieldType {
  /// What an editor offers as an item of a list of this type, as `defaultSnippets` of the JSON Schema.
  ///
  /// - Note: a snippet is one line of text; as an object, an editor would spread it over several.
  var snippets: [JSON] {
    let schemas: [Schema]
    switch self {
    case .kind(let catalogue):
      schemas = catalogue.schemas.filter { $0.fields.contains { $0.presence == .required } }
    case .mapping(.map(let schema)) where schema.snippet != nil: schemas = [schema]
    case .integer, .number, .boolean, .text, .path, .choice, .shape, .expression, .period, .list,
      .map,
      .mapping, .variant, .node, .either:
      return []
    }
    return schemas.map(\.snippetEntry)
  }
}

extension Catalogue {
  /// What an editor offers as an item of a list of these kinds: those that need fields, with them.
  public var snippets: [JSON] { FieldType.kind(of: self).snippets }
}

extension Schema {
  fileprivate var snippetEntry: JSON {
    let body = snippet ?? requiredSnippet
    // The label is the line without its marks: `conv2d: {filters, kernel}`, `name: {minimize: loss}`.
    let label =
      body
      .replacing(##/\$\{[0-9]+:([^}]*)\}/##) { $0.1 }
      .replacing(##/\b([A-Za-z0-9_]+): \1\b/##) { $0.1 }
    return .object([
      "label": .string(label), "description": .string(summary), "body": .string(body),
    ])
  }

  /// `conv2d: {filters: ${1:filters}, kernel: ${2:kernel}}`; `reshape: [${1:shape}]`, where that is its only field.
  private var requiredSnippet: String {
    let required = fields.filter { $0.presence == .required }
    let values = required.enumerated().map { $1.type.snippet("${\($0 + 1):\($1.name)}") }
    if fields.count == 1, let only = values.first, required[0].name == mainField {
      return "\(name): \(only)"
    }
    let pairs = zip(required, values).map { "\($0.name): \($1)" }
    return "\(name): {\(pairs.joined(separator: ", "))}"
  }
}

extension FieldType {
  /// A place to write a value of this type in: within brackets, where it is a list.
  fileprivate func snippet(_ place: String) -> String {
    switch self {
    case .list, .shape, .node(definition: "layers"): "[\(place)]"
    case .mapping, .map: "{\(place)}"
    case .either(let types): types.first?.snippet(place) ?? place
    case .integer, .number, .boolean, .text, .path, .choice, .expression, .period, .kind, .variant,
      .node:
      place
    }
  }
}
