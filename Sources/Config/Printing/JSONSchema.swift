import Diagnostics
import OrderedCollections
import YAML

/// Builds the JSON Schema (draft-07) that an editor completes and checks by, from the same definitions as the
/// checker.
///
/// Whatever is used twice or refers to itself is a definition: `#/definitions/optimizer`.
public struct JSONSchema: Sendable {
  private var definitions: OrderedDictionary<String, JSON> = [:]
  /// The names of the kinds that each catalogue's definition holds: two catalogues may share a noun.
  private var catalogues: [String: [String]] = [:]

  public init() {}

  /// A text with a param in it, which may stand for anything.
  private static let param = JSON.object([
    "type": .string("string"), "pattern": .string("\\$\\{[A-Za-z][A-Za-z0-9_]*\\}"),
  ])
  /// An expression over params where a number is expected.
  private static let expression = JSON.object(["type": .string("string")])

  /// Adds what a `FieldType.node` of that name refers to.
  public mutating func define(_ name: String, _ value: JSON) { definitions[name] = value }

  func isDefined(_ name: String) -> Bool { definitions[name] != nil }

  public static func reference(_ name: String) -> JSON {
    // A name within a JSON pointer: `builtin/digits` holds a slash.
    let escaped = name.replacing("~", with: "~0").replacing("/", with: "~1")
    return .object(["$ref": .string("#/definitions/" + escaped)])
  }

  /// The whole document: `root` with all definitions that were made.
  public func document(_ root: JSON, title: String, identifier: String? = nil) -> JSON {
    var members: [JSON.Member] = [
      .init("$schema", .string("http://json-schema.org/draft-07/schema#"))
    ]
    if let identifier { members.append(.init("$id", .string(identifier))) }
    members.append(.init("title", .string(title)))
    if case .object(let own) = root { members += own }
    let sorted = definitions.sorted { $0.key < $1.key }
    members.append(.init("definitions", .object(sorted.map { .init($0.key, $0.value) })))
    return .object(members)
  }

  /// The object of a schema's fields, all keys known.
  ///
  /// - Parameter selector: the field that chose the schema, with the schema's own name as its value.
  public mutating func object(_ schema: Schema, selector: String? = nil) -> JSON {
    var properties: [JSON.Member] = []
    if let selector {
      properties.append(
        .init(
          selector,
          .object(["const": .string(schema.name), "description": .string(schema.summary)])))
    }
    for field in schema.fields where field.name != selector {
      properties.append(.init(field.name, property(field)))
    }
    let required =
      (selector.map { [$0] } ?? [])
      + schema.fields.filter { $0.presence == .required && $0.name != selector }.map(\.name)
    var members: [JSON.Member] = [.init("type", .string("object"))]
    if !schema.summary.isEmpty { members.append(.init("description", .string(schema.summary))) }
    members.append(.init("additionalProperties", .boolean(false)))
    members.append(.init("properties", .object(properties)))
    if !required.isEmpty { members.append(.init("required", .array(required.map(JSON.string)))) }
    return .object(members)
  }

  private mutating func property(_ field: Field) -> JSON {
    var members: [JSON.Member] = []
    if !field.summary.isEmpty { members.append(.init("description", .string(field.summary))) }
    if case .standard(let text) = field.presence, let value = Self.value(ofYAML: text) {
      members.append(.init("default", value))
    }
    let type = value(field.type)
    // In draft-07 nothing beside a $ref counts.
    guard case .object(let own) = type, !own.contains(where: { $0.key == "$ref" }) else {
      return .object(members + [.init("allOf", .array([type]))])
    }
    return .object(members + own)
  }

  /// What a value of a type may be.
  public mutating func value(_ type: FieldType) -> JSON {
    switch type {
    case .integer(let range):
      var members: [JSON.Member] = [.init("type", .string("integer"))]
      if range.lowerBound != .min { members.append(.init("minimum", .integer(range.lowerBound))) }
      if range.upperBound != .max { members.append(.init("maximum", .integer(range.upperBound))) }
      return any([.object(members), Self.expression])
    case .number(let range): return any([Self.number(range), Self.expression])
    case .boolean: return any([.object(["type": .string("boolean")]), Self.param])
    case .text, .path: return .object(["type": .string("string")])
    case .choice(let words):
      return any([.object(["enum": .array(words.map(JSON.string))]), Self.param])
    case .shape(let rank, let any):
      var item = [
        JSON.object(["type": .string("integer"), "minimum": .integer(1)]), Self.expression,
      ]
      if any { item.append(.object(["const": .string("any")])) }
      return self.any([Self.list(of: self.any(item), count: rank), Self.expression])
    case .expression:
      return .object(["type": .array([.string("string"), .string("number"), .string("array")])])
    case .list(let item, let count):
      return any([Self.list(of: value(item), count: count), Self.param])
    case .map(let schema): return defined(schema.name, any(forms(schema)))
    case .mapping(let item):
      return .object(["type": .string("object"), "additionalProperties": value(item)])
    case .kind(let catalogue): return kind(catalogue)
    case .variant(let field, let catalogue): return variant(field, catalogue)
    case .node(let definition): return Self.reference(definition)
    case .either(let types): return any(types.map { value($0) })
    }
  }

  /// The alternatives, nested and repeated ones made one list.
  func any(_ alternatives: [JSON]) -> JSON {
    var flat: [JSON] = []
    for alternative in alternatives {
      var parts = [alternative]
      if case .object(let members) = alternative, members.count == 1, members[0].key == "anyOf",
        case .array(let inner) = members[0].value
      {
        parts = inner
      }
      for part in parts where !flat.contains(part) { flat.append(part) }
    }
    return flat.count == 1 ? flat[0] : .object(["anyOf": .array(flat)])
  }

  private static func number(_ range: NumberRange) -> JSON {
    var members: [JSON.Member] = [.init("type", .string("number"))]
    if range.lowest.isFinite {
      members.append(
        .init(range.excludesLowest ? "exclusiveMinimum" : "minimum", .number(range.lowest)))
    }
    if range.highest.isFinite {
      members.append(
        .init(range.excludesHighest ? "exclusiveMaximum" : "maximum", .number(range.highest)))
    }
    return .object(members)
  }

  private static func list(of item: JSON, count: ClosedRange<Int>) -> JSON {
    var members: [JSON.Member] = [.init("type", .string("array")), .init("items", item)]
    if count.lowerBound > 0 { members.append(.init("minItems", .integer(count.lowerBound))) }
    if count.upperBound < .max { members.append(.init("maxItems", .integer(count.upperBound))) }
    return .object(members)
  }

  /// A reference to a definition; a name that another definition has gets a number.
  private mutating func defined(_ name: String, _ value: JSON) -> JSON {
    if name.isEmpty { return value }
    var key = name
    var number = 1
    while let other = definitions[key], other != value {
      number += 1
      key = "\(name)_\(number)"
    }
    definitions[key] = value
    return Self.reference(key)
  }

  /// A bare name, or a map of one kind.
  ///
  /// - Parameter companions: what may stand beside the kind's own key: `as` and `from` of a layer.
  public mutating func kind(_ catalogue: Catalogue, alongside companions: [Field] = []) -> JSON {
    let (key, isNew) = reserve(catalogue)
    guard isNew else { return Self.reference(key) }
    var alternatives: [JSON] = []
    let beside = companions.map { JSON.Member($0.name, property($0)) }
    for schema in catalogue.schemas {
      let needsFields = schema.fields.contains { $0.presence == .required }
      if !needsFields {
        alternatives.append(
          .object(["const": .string(schema.name), "description": .string(schema.summary)]))
      }
      var values = forms(schema)
      if !needsFields { values.append(.object(["type": .string("null")])) }
      let definition = "\(key).\(schema.name)"
      definitions[definition] = any(values)
      alternatives.append(
        .object([
          "type": .string("object"), "description": .string(schema.summary),
          "additionalProperties": .boolean(false),
          "properties": .object([.init(schema.name, Self.reference(definition))] + beside),
          "required": .array([.string(schema.name)]),
        ]))
    }
    alternatives.append(Self.param)
    definitions[key] = .object(["oneOf": .array(alternatives)])
    return Self.reference(key)
  }

  /// The map of a schema's fields, and the value of its main field alone.
  private mutating func forms(_ schema: Schema) -> [JSON] {
    guard let main = schema.fields.first(where: { $0.name == schema.mainField }) else {
      return [object(schema)]
    }
    return [object(schema), value(main.type)]
  }

  /// The definition's name for a catalogue; reserved before it is made, so that kinds that hold others of their
  /// family refer to it.
  private mutating func reserve(_ catalogue: Catalogue) -> (key: String, isNew: Bool) {
    let names = catalogue.schemas.map(\.name)
    let noun = catalogue.noun.replacing(" ", with: "_")
    var key = noun
    var number = 1
    while definitions[key] != nil {
      if catalogues[key] == names { return (key, false) }
      number += 1
      key = "\(noun)_\(number)"
    }
    catalogues[key] = names
    definitions[key] = .object([JSON.Member]())
    return (key, true)
  }

  private mutating func variant(_ field: String, _ catalogue: Catalogue) -> JSON {
    let (key, isNew) = reserve(catalogue)
    guard isNew else { return Self.reference(key) }
    var alternatives: [JSON] = []
    for schema in catalogue.schemas {
      definitions["\(key).\(schema.name)"] = object(schema, selector: field)
      alternatives.append(Self.reference("\(key).\(schema.name)"))
    }
    definitions[key] = .object(["oneOf": .array(alternatives)])
    return Self.reference(key)
  }

  private static func value(ofYAML text: String) -> JSON? {
    var diagnostics = DiagnosticList()
    let file = SourceFile(name: "standard", text: text)
    return YAMLReader.read(file, diagnostics: &diagnostics).map { json($0) }
  }

  private static func json(_ node: YAMLNode) -> JSON {
    switch node.content {
    case .null: .null
    case .boolean(let value): .boolean(value)
    case .number(let value, let text): Int(text).map(JSON.integer) ?? .number(value)
    case .text(let text): .string(text)
    case .list(let items): .array(items.map(json))
    case .map(let pairs): .object(pairs.map { .init($0.key, json($0.value)) })
    }
  }
}
