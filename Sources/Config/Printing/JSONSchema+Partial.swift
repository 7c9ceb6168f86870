import Diagnostics

extension JSONSchema {
  /// The object of a schema's fields as an override writes it, in a profile or a file that extends another:
  /// nothing is required, `null` removes, updates are addressed by name.
  public mutating func partial(_ schema: Schema, selector: String? = nil) -> JSON {
    var properties: [JSON.Member] = selector.map { [Self.chosen(schema, by: $0)] } ?? []
    for field in schema.fields where field.name != selector {
      var forms = [partial(field.type), JSON.object(["type": .string("null")])]
      // What may be left out may say so.
      if case .kind = field.type, field.presence == .optional {
        forms.append(.object(["const": .string("none")]))
      }
      let value = any(forms)
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

  /// An entry that copies another one, and says of any kind what is different; `nil` where entries of a catalogue do not.
  mutating func copy(_ selector: String, _ catalogue: Catalogue) -> JSON? {
    guard let copying = catalogue.copying else { return nil }
    let key = "\(copying.name).\(catalogue.noun)"
    guard !isDefined(key) else { return Self.reference(key) }
    var names: [String] = []
    var values: [String: [JSON]] = [:]
    var summaries: [String: String] = [:]
    for field in catalogue.schemas.flatMap(\.fields) where field.name != selector {
      if values[field.name] == nil {
        names.append(field.name)
        summaries[field.name] = field.summary
      }
      values[field.name, default: []].append(partial(field.type))
    }
    let kinds = JSON.object(["enum": .array(catalogue.schemas.map { .string($0.name) })])
    var properties = [
      JSON.Member(
        copying.name,
        Self.value(
          value(copying.type), beside: [.init("description", .string(copying.summary))])),
      JSON.Member(
        selector,
        Self.value(
          kinds,
          beside: [.init("description", .string("The \(catalogue.noun), where it is another."))])),
    ]
    for name in names {
      let value = any((values[name] ?? []) + [.object(["type": .string("null")])])
      properties.append(
        .init(
          name,
          Self.value(
            value, beside: [.init("description", .string(summaries[name] ?? ""))])))
    }
    define(
      key,
      .object([
        "title": .string("\(copying.name) …"), "type": .string("object"),
        "description": .string(copying.summary), "additionalProperties": .boolean(false),
        "properties": .object(properties), "required": .array([.string(copying.name)]),
      ]))
    return Self.reference(key)
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
      let kinds = catalogue.schemas.map { schema in
        let key = "partial.\(catalogue.noun).\(schema.name)"
        if !isDefined(key) { define(key, partial(schema, selector: field)) }
        return Self.reference(key)
      }
      return any(kinds + (copy(field, catalogue).map { [$0] } ?? []))
    case .node(let definition):
      return Self.reference(
        isDefined("partial." + definition) ? "partial." + definition : definition)
    case .kind(let catalogue): return partial(catalogue, of: value(type))
    case .either(let types): return any(types.map { partial($0) })
    case .integer, .number, .boolean, .text, .path, .choice, .shape, .expression, .period, .list:
      return value(type)
    }
  }

  /// A bare name, or what is different of one kind.
  ///
  /// - Parameter whole: what a reference to the kind is where it is written whole.
  private mutating func partial(_ catalogue: Catalogue, of whole: JSON) -> JSON {
    guard case .object(let members) = whole, case .string(let path)? = members.first?.value,
      let name = path.split(separator: "/").last
    else { return whole }
    let key = "partial.\(name)"
    guard !isDefined(key) else { return Self.reference(key) }
    define(key, .object([JSON.Member]()))
    let maps = catalogue.schemas.filter { !$0.fields.isEmpty }.map { schema in
      let main = schema.fields.first { $0.name == schema.mainField }
      let values = any([partial(schema)] + (main.map { [partial($0.type)] } ?? []))
      return JSON.object([
        "title": .string("\(schema.name) …"), "type": .string("object"),
        "description": .string(schema.summary), "additionalProperties": .boolean(false),
        "properties": .object([
          .init(
            schema.name,
            Self.value(values, beside: [.init("description", .string(schema.summary))]))
        ]),
        "required": .array([.string(schema.name)]),
      ])
    }
    define(key, any(maps + [whole]))
    return Self.reference(key)
  }
}
