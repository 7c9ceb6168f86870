import Diagnostics

extension JSONSchema {
  /// The object of a schema's fields as an override writes it, in a profile or a file that extends another:
  /// nothing is required, `null` removes, updates are addressed by name.
  public mutating func partial(_ schema: Schema, selector: String? = nil) -> JSON {
    var properties: [JSON.Member] = []
    if let selector {
      properties.append(
        .init(
          selector,
          .object(["const": .string(schema.name), "description": .string(schema.summary)])))
    }
    for field in schema.fields where field.name != selector {
      let value = any([partial(field.type), .object(["type": .string("null")])])
      properties.append(
        .init(
          field.name,
          Self.value(value, beside: [.init("description", .string(field.summary))])))
    }
    return .object([
      "title": .string(schema.name), "type": .string("object"),
      "description": .string(schema.summary),
      "additionalProperties": .boolean(false), "properties": .object(properties),
    ])
  }

  /// What may be laid over a value of a type: maps merge, all else is replaced whole.
  private mutating func partial(_ type: FieldType) -> JSON {
    switch type {
    case .map(let schema):
      let key = "partial." + schema.name
      if !isDefined(key) {
        define(key, .object([JSON.Member]()))
        let main = schema.fields.first { $0.name == schema.mainField }
        define(key, any([partial(schema)] + (main.map { [value($0.type)] } ?? [])))
      }
      return Self.reference(key)
    case .mapping(let item):
      return .object([
        "type": .string("object"),
        "additionalProperties": any([partial(item), .object(["type": .string("null")])]),
      ])
    case .list(.mapping(let item), _): return any([value(type), partial(.mapping(item))])
    case .variant(let field, let catalogue):
      return any(
        catalogue.schemas.map { schema in
          let key = "partial.\(catalogue.noun).\(schema.name)"
          if !isDefined(key) { define(key, partial(schema, selector: field)) }
          return Self.reference(key)
        })
    case .node(let definition):
      return Self.reference(
        isDefined("partial." + definition) ? "partial." + definition : definition)
    case .either, .integer, .number, .boolean, .text, .path, .choice, .shape, .expression, .list,
      .kind:
      return value(type)
    }
  }
}
