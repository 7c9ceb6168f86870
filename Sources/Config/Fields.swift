import Diagnostics
import OrderedCollections

/// The values of one map, checked against its schema, with params evaluated and defaults filled in.
///
/// Reading a field that the schema does not have, or as another type than the schema's, is a mistake of
/// ours and traps; what the user wrote wrong was reported when the `Fields` were made.
public struct Fields: Sendable {
  public let schema: Schema
  /// The place of the whole map (or bare name).
  public let range: SourceRange?
  /// How the schema was chosen, where it was one of several.
  public let selection: Selection
  let values: OrderedDictionary<String, FieldValue>
  /// The fields that are written as null, and so have none.
  var nulls: Set<String> = []

  public enum Selection: Hashable, Sendable {
    case none
    /// By the one key of the map, or a bare name: `{adam: {…}}`.
    case kind
    /// By the value of a field: `source: csv`.
    case field(String)
  }

  /// Whether the field is written as null: left out on purpose.
  public func isNull(_ name: String) -> Bool { nulls.contains(name) }
  /// Whether the field has a value, its default included.
  public func has(_ name: String) -> Bool { values[name] != nil }
  /// Where the field's value stands (the map's own place for a default).
  public func range(of name: String) -> SourceRange? { values[name]?.range ?? range }
  /// Whether the field is not written, so that its value is the language's default. A resolved experiment writes all;
  /// see ``hasStandardValue(_:)``.
  public func isLeftOut(_ name: String) -> Bool { values[name]?.origin == .standard }

  public func integer(_ name: String) -> Int { value(name).integer(name) }
  public func number(_ name: String) -> Double { value(name).number(name) }
  public func boolean(_ name: String) -> Bool { value(name).boolean(name) }
  /// Text, a choice, or a path as written.
  public func text(_ name: String) -> String { value(name).text(name) }
  public func shape(_ name: String) -> [Int] { value(name).shape(name) }
  public func expression(_ name: String) -> ExpressionTree { value(name).expression(name) }
  public func period(_ name: String) -> Period { value(name).period(name) }
  public func list(_ name: String) -> [FieldValue] { value(name).list(name) }
  public func fields(_ name: String) -> Fields { value(name).fields(name) }
  public func mapping(_ name: String) -> OrderedDictionary<String, FieldValue> {
    value(name).mapping(name)
  }
  /// The chosen kind: its `schema.name` says which.
  public func kind(_ name: String) -> Fields { value(name).fields(name) }
  /// The fields with the params of `scope` put into expressions, but for one whose name the expressions give a meaning
  /// of their own.
  ///
  /// - Throws: a param that has no value.
  public func puttingParams(in scope: Scope, besides name: String) throws(Diagnostic) -> Fields {
    let scope = scope.without([name])
    var values = values
    for (key, value) in values {
      guard case .expression(let expression) = value.content else { continue }
      values[key] = FieldValue(
        .expression(try expression.substituting(scope)), range: value.range,
        keyRange: value.keyRange, origin: value.origin)
    }
    return Fields(
      schema: schema, range: range, selection: selection, values: values, nulls: nulls)
  }
  public func value(_ name: String) -> FieldValue {
    guard let value = values[name] else {
      preconditionFailure("\(schema.name) has no value for '\(name)'")
    }
    return value
  }
}

/// One checked value.
public struct FieldValue: Sendable {
  public indirect enum Content: Sendable {
    case integer(Int)
    case number(Double)
    case boolean(Bool)
    case text(String)
    case shape([Int])
    case expression(ExpressionTree)
    case period(Period)
    case list([FieldValue])
    case fields(Fields)
    case mapping(OrderedDictionary<String, FieldValue>)
    /// What its own parser checks.
    case node(ConfigNode)
  }

  public let content: Content
  public let range: SourceRange?
  public let keyRange: SourceRange?
  public let origin: ValueOrigin

  public init(
    _ content: Content, range: SourceRange?, keyRange: SourceRange? = nil, origin: ValueOrigin
  ) {
    self.content = content
    self.range = range
    self.keyRange = keyRange
    self.origin = origin
  }

  public func integer(_ name: String = "value") -> Int {
    if case .integer(let value) = content { return value }
    preconditionFailure("'\(name)' is no integer")
  }
  /// A number; an integer counts as one.
  public func number(_ name: String = "value") -> Double {
    if case .number(let value) = content { return value }
    return Double(integer(name))
  }
  public func boolean(_ name: String = "value") -> Bool {
    if case .boolean(let value) = content { return value }
    preconditionFailure("'\(name)' is no boolean")
  }
  public func text(_ name: String = "value") -> String {
    if case .text(let value) = content { return value }
    preconditionFailure("'\(name)' is no text")
  }
  public func shape(_ name: String = "value") -> [Int] {
    if case .shape(let value) = content { return value }
    preconditionFailure("'\(name)' is no shape")
  }
  public func expression(_ name: String = "value") -> ExpressionTree {
    if case .expression(let value) = content { return value }
    preconditionFailure("'\(name)' is no expression")
  }
  public func period(_ name: String = "value") -> Period {
    if case .period(let value) = content { return value }
    preconditionFailure("'\(name)' is no period")
  }
  public func list(_ name: String = "value") -> [FieldValue] {
    if case .list(let value) = content { return value }
    preconditionFailure("'\(name)' is no list")
  }
  public func fields(_ name: String = "value") -> Fields {
    if case .fields(let value) = content { return value }
    preconditionFailure("'\(name)' is no map")
  }
  public func mapping(_ name: String = "value") -> OrderedDictionary<String, FieldValue> {
    if case .mapping(let value) = content { return value }
    preconditionFailure("'\(name)' is no mapping")
  }
  public func node(_ name: String = "value") -> ConfigNode {
    if case .node(let value) = content { return value }
    preconditionFailure("'\(name)' was checked already")
  }
}
