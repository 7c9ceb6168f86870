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
    "title": .string("${param}"), "type": .string("string"),
    "pattern": .string(#"\$\{[A-Za-z][A-Za-z0-9_]*\}"#),
  ])
  /// An expression over params where a number is expected: a name, or what holds an operator, a bracket or a
  /// param. Which names are params only the file knows.
  private static let expression = JSON.object([
    "title": .string("expression"), "type": .string("string"),
    "pattern": .string(
      #"[-+*/()<>=\[\]]|\$\{|^\s*[A-Za-z_][A-Za-z0-9_]*\s*$"#),
  ])

  /// Adds what a `FieldType.node` of that name refers to.
  public mutating func define(_ name: String, _ value: JSON) {
    definitions[Self.plain(name)] = value
  }

  func isDefined(_ name: String) -> Bool { definitions[Self.plain(name)] != nil }

  public static func reference(_ name: String) -> JSON {
    .object(["$ref": .string("#/definitions/" + plain(name))])
  }

  /// A definition's name: `source.builtin_digits`.
  ///
  /// The YAML language server does not undo the escapes of a JSON pointer (`~1` for a slash) and then refuses the
  /// whole schema, so a name has nothing to escape.
  static func plain(_ name: String) -> String {
    name.replacing(##/[^A-Za-z0-9_.]/##, with: "_")
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
    return JSON.object(members).typingReferences(to: definitions)
  }

  /// The object of a schema's fields, all keys known.
  ///
  /// - Parameters:
  ///   - selector: the field that chose the schema, with the schema's own name as its value.
  ///   - title: what an editor calls the map, instead of the schema's name.
  ///   - isOpen: whether fields that must be given may be given elsewhere.
  public mutating func object(
    _ schema: Schema, selector: String? = nil, title: String? = nil, isOpen: Bool = false
  ) -> JSON {
    var properties: [JSON.Member] = selector.map { [Self.chosen(schema, by: $0)] } ?? []
    for field in schema.fields where field.name != selector {
      properties.append(.init(field.name, property(field)))
    }
    let required =
      (selector.map { [$0] } ?? [])
      + (isOpen ? [] : schema.required.filter { $0 != selector })
    var members: [JSON.Member] = []
    if !schema.name.isEmpty { members.append(.init("title", .string(title ?? schema.name))) }
    members.append(.init("type", .string("object")))
    if !schema.summary.isEmpty { members.append(.init("description", .string(schema.summary))) }
    members.append(.init("additionalProperties", .boolean(false)))
    members.append(.init("properties", .object(properties)))
    if !required.isEmpty { members.append(.init("required", .array(required.map(JSON.string)))) }
    return .object(members)
  }

  /// The key that chooses a schema, with the schema's name as its only value.
  static func chosen(_ schema: Schema, by selector: String) -> JSON.Member {
    .init(
      selector, .object(["const": .string(schema.name), "description": .string(schema.summary)]))
  }

  private mutating func property(_ field: Field) -> JSON {
    var members: [JSON.Member] = []
    if !field.summary.isEmpty { members.append(.init("description", .string(field.summary))) }
    if case .standard(let text) = field.presence, let value = Self.value(ofYAML: text) {
      members.append(.init("default", value))
    }
    var type = value(field.type)
    // What may be left out may say so.
    if case .kind = field.type, field.presence == .optional {
      type = any([type, .object(["const": .string("none")])])
    }
    return Self.value(type, beside: members)
  }

  /// A value with what is said about it.
  public static func value(_ type: JSON, beside members: [JSON.Member]) -> JSON {
    // In draft-07 nothing beside a $ref counts.
    guard case .object(let own) = type, type["$ref"] == nil else {
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
      return .object([
        "title": .string("expression"),
        "type": .array([.string("string"), .string("number"), .string("array")]),
      ])
    case .period(let form): return Self.period(form)
    case .list(let item, let count):
      let snippets = item.snippets
      let items =
        snippets.isEmpty
        ? value(item)
        : Self.value(value(item), beside: [.init("defaultSnippets", .array(snippets))])
      return any([Self.list(of: items, count: count), Self.param])
    case .map(let schema): return defined(schema.name, any(forms(schema)))
    case .mapping(let item):
      return .object(["type": .string("object"), "additionalProperties": value(item)])
    case .kind(let catalogue): return kind(catalogue)
    case .variant(let field, let catalogue): return variant(field, catalogue)
    case .node(let definition): return Self.reference(definition)
    case .either(let types): return any(types.map { value($0) })
    }
  }

  /// The alternatives, nested and repeated ones made one list, each with a title: where titles are missing, an
  /// editor takes the alternatives for one and shows nothing about any.
  func any(_ alternatives: [JSON]) -> JSON {
    var flat: [JSON] = []
    for alternative in alternatives {
      var parts = [alternative]
      if case .object(let members) = alternative, members.count == 1, members[0].key == "anyOf",
        case .array(let inner) = members[0].value
      {
        parts = inner
      }
      for part in parts.map(\.titled) where !flat.contains(part) { flat.append(part) }
    }
    return flat.count == 1 ? flat[0] : .object(["anyOf": .array(flat.withTitlesApart)])
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

  /// Any expression may stand before the unit; a name alone may be a param that holds both.
  private static func period(_ form: Period.Form) -> JSON {
    let units = form.units.map { $0.rawValue + "s?" }.joined(separator: "|")
    return .object([
      "title": .string("period"), "type": .string("string"),
      "pattern": .string(#"\S +(\#(units)) *$|\$\{|^ *[A-Za-z][A-Za-z0-9_]* *$"#),
      "patternErrorMessage": .string("Write \(form.phrase)."),
    ])
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
  /// - Parameters:
  ///   - companions: what may stand beside the kind's own key: `as` and `from` of a layer.
  ///   - isOpen: whether fields that must be given may be given elsewhere, as `defaults:` of a network do.
  public mutating func kind(
    _ catalogue: Catalogue, alongside companions: [Field] = [], isOpen: Bool = false
  ) -> JSON {
    let (key, isNew) = reserve(catalogue)
    guard isNew else { return Self.reference(key) }
    var alternatives: [JSON] = []
    let beside = companions.map { JSON.Member($0.name, property($0)) }
    for schema in catalogue.schemas {
      let needsFields = !isOpen && !schema.required.isEmpty
      if !needsFields {
        alternatives.append(
          .object([
            "title": .string(schema.name), "const": .string(schema.name),
            "description": .string(schema.summary),
          ]))
      }
      var values = forms(schema, title: "\(schema.name) fields", isOpen: isOpen)
      if !needsFields { values.append(.object(["type": .string("null")])) }
      let definition = member(schema, of: key)
      define(definition, any(values))
      alternatives.append(
        .object([
          "title": .string("\(schema.name) …"), "type": .string("object"),
          "description": .string(schema.summary), "additionalProperties": .boolean(false),
          "properties": .object([.init(schema.name, Self.reference(definition))] + beside),
          "required": .array([.string(schema.name)]),
        ]))
    }
    alternatives.append(Self.param)
    definitions[key] = .object(["oneOf": .array(alternatives)])
    return Self.reference(key)
  }

  /// The map of a schema's fields, and the value of its main field alone.
  private mutating func forms(
    _ schema: Schema, title: String? = nil, isOpen: Bool = false
  ) -> [JSON] {
    let map = object(schema, title: title, isOpen: isOpen)
    guard let main = schema.fields.first(where: { $0.name == schema.mainField }) else {
      return [map]
    }
    return [map, value(main.type)]
  }

  /// The definition's name for a catalogue; reserved before it is made, so that kinds that hold others of their
  /// family refer to it.
  private mutating func reserve(_ catalogue: Catalogue) -> (key: String, isNew: Bool) {
    let names = catalogue.schemas.map(\.name)
    let noun = Self.plain(catalogue.noun)
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

  /// The definition's name for one schema of a catalogue, whose names differ in more than their punctuation.
  private func member(_ schema: Schema, of catalogue: String) -> String {
    let name = "\(catalogue).\(schema.name)"
    precondition(!isDefined(name), "two definitions are called \(Self.plain(name))")
    return name
  }

  private mutating func variant(_ field: String, _ catalogue: Catalogue) -> JSON {
    let (key, isNew) = reserve(catalogue)
    guard isNew else { return Self.reference(key) }
    var alternatives: [JSON] = []
    for schema in catalogue.schemas {
      let definition = member(schema, of: key)
      define(definition, object(schema, selector: field))
      alternatives.append(Self.reference(definition))
    }
    if let copy = copy(field, catalogue) { alternatives.append(copy) }
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
