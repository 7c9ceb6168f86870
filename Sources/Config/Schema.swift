/// What a map may hold: its keys with types, ranges, defaults and one-line summaries. Validation, the JSON
/// Schema, the reference and `etch explain` all derive from it.
public struct Schema: Sendable {
  /// The kind as the language spells it: `conv2d`, `adam`, `csv`.
  public let name: String
  /// One line.
  public let summary: String
  /// Further text for the reference: formula, shapes, source.
  public let discussion: String
  public let fields: [Field]
  /// The field meant where the value is not a map: `leaky_relu: 0.3`.
  public let mainField: String?
  /// What an editor offers where an entry of this kind may begin, `${1:name}` where one goes on writing;
  /// without it, the required fields.
  public let snippet: String?
  /// The smallest useful one, for the reference; without it, the name with a value for each required field.
  /// What begins with `<` stands before it for it to have an input that fits, and is not shown.
  public let example: String?

  public init(
    _ name: String, _ summary: String, discussion: String = "", mainField: String? = nil,
    snippet: String? = nil, example: String? = nil, fields: [Field] = []
  ) {
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.mainField = mainField
    self.snippet = snippet
    self.example = example
    self.fields = fields
  }

  /// The same with further fields, which come last.
  public func adding(_ more: [Field]) -> Schema {
    Schema(
      name, summary, discussion: discussion, mainField: mainField, snippet: snippet,
      example: example,
      fields: fields + more)
  }

  /// The fields that must be given.
  public var required: [String] { fields.filter { $0.presence == .required }.map(\.name) }
}

/// One key of a map.
public struct Field: Sendable {
  public let name: String
  public let type: FieldType
  public let presence: Presence
  public let summary: String

  public enum Presence: Sendable, Hashable {
    case required
    case optional
    /// The default, written as YAML: `0.3`, `same`, `true`, `[0, 1]`.
    case standard(String)
  }

  public init(_ name: String, _ type: FieldType, _ presence: Presence, _ summary: String) {
    self.name = name
    self.type = type
    self.presence = presence
    self.summary = summary
  }
}

/// What a value may be.
public indirect enum FieldType: Sendable {
  /// A whole number, or an expression over params that gives one.
  case integer(ClosedRange<Int>)
  /// A number, or an expression over params.
  case number(NumberRange)
  case boolean
  /// Text with `${param}` substituted.
  case text
  /// A file or folder, relative to the file that writes it, or under `data/` and `weights/`.
  case path
  case choice([String])
  /// A list of whole numbers; `any` where allowed is −1.
  case shape(rank: ClosedRange<Int>, any: Bool)
  /// An expression over values; kept as its tree.
  case expression
  /// A count, which may be an expression over params, and a unit; or a param that holds both.
  case period(Period.Form)
  case list(FieldType, count: ClosedRange<Int>)
  case map(Schema)
  /// A map with free names as keys.
  case mapping(FieldType)
  /// A one-key map or bare name that picks one of a catalogue's schemas: an optimizer, an initializer.
  case kind(of: Catalogue)
  /// A map in which one field picks the schema of the rest: `source: csv` among the sources.
  case variant(by: String, of: Catalogue)
  /// A value that its own parser checks (a list of layers); `Fields` keeps the node. In the JSON Schema it
  /// is a reference to the definition of that name.
  case node(definition: String)
  case either([FieldType])
}

/// The bounds of a number. Infinite where open; NaN is never allowed.
public struct NumberRange: Sendable, Hashable {
  public let lowest: Double
  public let highest: Double
  public let excludesLowest: Bool
  public let excludesHighest: Bool

  public init(
    from lowest: Double = -.infinity, excluding excludesLowest: Bool = false,
    to highest: Double = .infinity, excludingHighest: Bool = false
  ) {
    self.lowest = lowest
    self.highest = highest
    self.excludesLowest = excludesLowest
    self.excludesHighest = excludingHighest
  }

  public static let any = NumberRange()
  public static let positive = NumberRange(from: 0, excluding: true)
  public static let nonNegative = NumberRange(from: 0)
  public static let fraction = NumberRange(from: 0, to: 1)
}

/// A family of kinds: the layers, the optimizers, the sources.
public struct Catalogue: Sendable {
  /// In the singular, for messages: "unknown optimizer 'adan'; did you mean 'adam'?".
  public let noun: String
  public let schemas: [Schema]
  /// The field by which an entry copies another one of its file, and then need not say its kind: `like` of data.
  public let copying: Field?

  public init(_ noun: String, _ schemas: [Schema], copying: Field? = nil) {
    self.noun = noun
    self.schemas = schemas
    self.copying = copying
  }
}
