import Diagnostics
import OrderedCollections
import YAML

/// Checks values against what a schema allows, collects every mistake, and fills in defaults.
struct FieldChecker {
  let scope: Scope
  /// The field whose value is checked and the name of its schema, where it is one.
  let field: (name: String, schema: String)?
  var diagnostics = DiagnosticList()
  /// Whether the first mistake ends with a hint.
  private var isAdvised = false

  init(_ scope: Scope, of field: (name: String, schema: String)? = nil) {
    self.scope = scope
    self.field = field
  }

  /// The fields of a map; of nothing (a bare name); or of the main field's value.
  ///
  /// - Parameters:
  ///   - place: where to report what is missing, if the node itself has no better place.
  ///   - selection: how the schema was chosen; a field that chose it is not one of the schema's own.
  ///   - defaults: a map of the fields that hold where the node does not give them.
  /// - Returns: `nil` where there was an error.
  mutating func fields(
    _ node: ConfigNode?, _ schema: Schema, at place: SourceRange?,
    selection: Fields.Selection = .none, defaults: ConfigNode? = nil
  ) -> Fields? {
    guard let own = entries(node, schema, at: place) else { return nil }
    let given = own.merging(defaults?.entries ?? [:]) { own, _ in own }
    var values: OrderedDictionary<String, FieldValue> = [:]
    var isWhole = true
    var misspelt: Set<String> = []
    for (key, entry) in given where !schema.fields.contains(where: { $0.name == key }) {
      if case .field(key) = selection { continue }
      isWhole = false
      if let meant = reportUnknown(key, entry, schema, beside: given) { misspelt.insert(meant) }
    }
    for field in schema.fields {
      if case .field(field.name) = selection { continue }
      let label = schema.name.isEmpty ? "'\(field.name)'" : "'\(field.name)' of \(schema.name)"
      if let entry = given[field.name], !entry.value.isNull, !isLeftOut(entry.value, field) {
        var attempt = FieldChecker(scope, of: (field.name, schema.name))
        if let value = attempt.value(entry.value, field.type, label, keyRange: entry.keyRange) {
          values[field.name] = value
        } else {
          isWhole = false
          let others = schema.fields.filter { $0.name != field.name }
          if let word = entry.value.text, field.type.isNothing(word) {
            attempt = FieldChecker(scope)
            attempt.report(Self.nothing("is given as \(word)", for: field, label), entry.value)
          } else if let hint = Self.severalHint(node, field, schema) {
            attempt.addHint(hint)
          } else if !attempt.isAdvised,
            let meant = meant(by: field.name, with: entry.value, among: others)
          {
            attempt.addHint("; did you mean '\(meant)'?")
            misspelt.insert(meant)
          }
        }
        add(attempt)
        continue
      }
      if let entry = given[field.name], entry.value.isNull, field.presence != .optional {
        isWhole = false
        // Behind `units:` nothing is to be seen.
        let isWritten = entry.value.range?.text.isEmpty == false
        let node = ConfigNode(
          .null, range: isWritten ? entry.value.range : entry.keyRange ?? place,
          origin: entry.value.origin)
        report(
          Self.nothing(isWritten ? "is given as null" : "has no value", for: field, label), node)
        continue
      }
      switch field.presence {
      case .optional: break
      case .standard(let text): values[field.name] = Self.standard(text, field, schema)
      case .required:
        isWhole = false
        // A misspelt key is reported as that already.
        if misspelt.contains(field.name) { break }
        let subject = schema.name.isEmpty ? "this map" : schema.name
        let about =
          field.summary.isEmpty ? [] : [Diagnostic.Note("\(field.name): \(field.summary)")]
        let example = Self.example(of: field, in: schema).map { [Diagnostic.Note("such as \($0)")] }
        diagnostics.add(
          Diagnostic(
            "\(subject) needs '\(field.name)'", at: place ?? node?.range,
            notes: about + (example ?? []) + (node?.originNotes(file: scope.file) ?? [])))
      }
    }
    guard isWhole else { return nil }
    return Fields(
      schema: schema, range: node?.range ?? place, selection: selection, values: values,
      nulls: Set(given.keys.filter { given[$0]?.value.isNull == true }))
  }

  /// What to say of a field that is given as nothing.
  private static func nothing(_ what: String, for field: Field, _ label: String) -> String {
    let advice =
      switch field.presence {
      case .required: "it takes \(field.type.phrase)"
      case .optional: "leave it out"
      case .standard(let text): "leave it out for its default, which is \(text)"
      }
    return "\(label) \(what); \(advice)"
  }

  /// Whether an optional kind, such as an activation, is `none`, perhaps by a param.
  private func isLeftOut(_ node: ConfigNode, _ field: Field) -> Bool {
    guard case .kind(let catalogue) = field.type, field.presence == .optional,
      !catalogue.schemas.contains(where: { $0.name == "none" }), let text = node.text
    else { return false }
    if text.contains("${") { return (try? node.substituted(in: scope))?.text == "none" }
    return text == "none"
  }

  /// The given keys; a value that is no map of the schema's fields is the main field's.
  private mutating func entries(
    _ node: ConfigNode?, _ schema: Schema, at place: SourceRange?
  ) -> OrderedDictionary<String, ConfigNode.Entry>? {
    guard let node, !node.isNull else { return [:] }
    let main = schema.fields.first { $0.name == schema.mainField }
    if let entries = node.entries {
      let isMain =
        main.map { main in
          main.type.takesMaps && !entries.isEmpty
            && !entries.keys.contains { key in schema.fields.contains { $0.name == key } }
        } ?? false
      guard isMain, let main else { return entries }
      return [main.name: .init(keyRange: place, value: node)]
    }
    if let main { return [main.name: .init(keyRange: place, value: node)] }
    let names = schema.fields.map(\.name)
    let fields =
      names.isEmpty ? "" : " of its fields (\(names.prefix(12).joined(separator: ", ")))"
    let subject = schema.name.isEmpty ? "expected" : "\(schema.name) expects"
    var hint = node.text.flatMap { MissingBlank(in: $0)?.advice } ?? ""
    if case .number = node.content { hint = numberHint(node, schema) }
    // As 'objective: test_loss'.
    if hint.isEmpty, let text = node.text, isName(text), let first = schema.fields.first,
      case .text = first.type, schema.fields.allSatisfy({ $0.presence != .required })
    {
      hint = "; write {\(first.name): \(text.excerpt)}"
    }
    if hint.isEmpty { hint = Self.named(node, schema) }
    report("\(subject) a map\(fields), found \(node.summary)", hint: hint, node)
    return nil
  }

  /// How a value without its field's name is written, as the end of a message: `; write {filters: 4, kernel: 3}`.
  private static func named(_ node: ConfigNode, _ schema: Schema) -> String {
    switch node.content {
    case .text(let text):
      if let blank = MissingBlank(in: text) { return blank.advice }
      let field = schema.fields.first { $0.type.takesExpressions }
      return field.map { "; write {\($0.name): \(text.excerpt)}" } ?? ""
    case .list(let items):
      if schema.fields.contains(where: { $0.name == "layers" }) { return "; write {layers: […]}" }
      if let field = schema.fields.first, field.type.takesExpressionLists {
        return "; write {\(field.name): \(node.flow.excerpt)}"
      }
      let values = items.compactMap(\.written)
      // A number where true or false is meant: a shape, as layers of norms take it elsewhere.
      let fit = zip(schema.fields, items).allSatisfy { field, item in
        if case .boolean = field.type, case .number = item.content { false } else { true }
      }
      guard !values.isEmpty, values.count == items.count, values.count <= schema.fields.count, fit
      else { return "" }
      let fields = zip(schema.fields, values).map { "\($0.name): \($1)" }
      return "; its fields have names, as in {\(fields.joined(separator: ", "))}"
    case .null, .boolean, .number, .map: return ""
    }
  }

  /// Reports a key that the schema does not have, and returns the field that was meant by it.
  private mutating func reportUnknown(
    _ key: String, _ entry: ConfigNode.Entry, _ schema: Schema,
    beside given: OrderedDictionary<String, ConfigNode.Entry>
  ) -> String? {
    let names = schema.fields.map(\.name)
    let hint =
      Self.isBehindComma(key, entry)
      ? Self.commaHint
      : Self.settingHint(key, entry.value, schema, given) ?? Self.bareHint(key, schema, given)
        ?? self.hint(key, entry.value, schema)
    let subject =
      schema.name.isEmpty
      ? "unknown key '\(key.excerpt)'" : "\(schema.name) has no field '\(key.excerpt)'"
    var notes = entry.value.originNotes(file: scope.file)
    if hint.isEmpty, !names.isEmpty {
      notes.insert(.init("its fields are \(names.joined(separator: ", "))"), at: 0)
    } else if names.isEmpty {
      notes.insert(.init("it has no fields"), at: 0)
    }
    add(
      Diagnostic(subject + hint, at: entry.keyRange ?? entry.value.range, notes: notes),
      isAdvised: !hint.isEmpty)
    return ForeignNames.meant(by: key, among: names)
      // What belongs a level deeper, as 'minimize' beside 'epochs', stands for the field that it belongs in.
      ?? schema.fields.first(where: { $0.type.hasEntries(with: key) })?.name
      ?? Suggestion.nearest(to: key, among: names)
  }

  /// What was meant by a key that the schema does not have.
  private func hint(_ key: String, _ value: ConfigNode, _ schema: Schema) -> String {
    let names = schema.fields.map(\.name)
    if let fields = ForeignNames.fields(for: key, value, among: names) { return fields }
    if let path = Self.pathHint(key, value, schema) { return path }
    if let hint = Self.entryHint(key, schema) { return hint }
    if let owner = schema.fields.first(where: { $0.type.hasField(key) }) {
      return "; it belongs under '\(owner.name)'"
    }
    // As 'code: 4' of a sweep, or code=4.
    if schema.fields.contains(where: { $0.name == "params" }), scope.params[key] != nil {
      return "; the param of that name is 'params.\(key.excerpt)'"
    }
    if let blank = MissingBlank(in: key), names.contains(blank.key) { return blank.advice }
    if let hint = ForeignNames.hint(for: key, among: names) { return hint }
    return Suggestion.phrase(for: key, among: names)
  }

  /// The field that a value under the key of another was meant for: one of nearly the same name that takes it.
  private func meant(by key: String, with node: ConfigNode, among others: [Field]) -> String? {
    let takers = others.filter { field in
      var attempt = FieldChecker(scope)
      return attempt.value(node, field.type, field.name) != nil
    }
    return Suggestion.nearest(to: key, among: takers.map(\.name))
  }

  /// Ends the first message with a hint.
  private mutating func addHint(_ hint: String) {
    guard let first = diagnostics.diagnostics.first else { return }
    let hinted = first.replacing(message: first.message + hint)
    diagnostics = DiagnosticList([hinted] + diagnostics.diagnostics.dropFirst())
    isAdvised = true
  }

  private mutating func add(_ diagnostic: Diagnostic, isAdvised: Bool) {
    if diagnostics.diagnostics.isEmpty { self.isAdvised = isAdvised }
    diagnostics.add(diagnostic)
  }

  /// Takes over what an attempt has found.
  mutating func add(_ attempt: FieldChecker) {
    if diagnostics.diagnostics.isEmpty { isAdvised = attempt.isAdvised }
    diagnostics.add(attempt.diagnostics)
  }

  /// The default of a field, which is ours and so must be right.
  static func standard(_ text: String, _ field: Field, _ schema: Schema) -> FieldValue {
    var checker = FieldChecker(Scope())
    let file = SourceFile(name: "standard", text: text)
    let node = YAMLReader.read(file, diagnostics: &checker.diagnostics)
    let value = node.flatMap { node in
      checker.value(ConfigNode(node, origin: .standard).withoutPlaces, field.type, field.name)
    }
    guard let value else {
      preconditionFailure(
        "the default \(text) of \(schema.name).\(field.name): \(checker.diagnostics.printed())")
    }
    return value
  }

  /// - Parameter hint: the end of the message: what is meant, and how that is written.
  mutating func report(_ message: String, hint: String = "", _ node: ConfigNode) {
    add(node.error(message + hint, file: scope.file), isAdvised: !hint.isEmpty)
  }

  /// Adds a diagnostic of an expression or a param, with the notes on where the value came from.
  mutating func report(_ diagnostic: Diagnostic, _ node: ConfigNode) {
    let range: SourceRange? = diagnostic.range ?? node.range
    diagnostics.add(
      diagnostic.replacing(
        range: range,
        notes: diagnostic.notes + node.originNotes(file: scope.file)))
  }
}

extension ConfigNode {
  /// The value without places: a default stands nowhere.
  var withoutPlaces: ConfigNode {
    let bare: Content
    switch content {
    case .null, .boolean, .number, .text: bare = content
    case .list(let items): bare = .list(items.map(\.withoutPlaces))
    case .map(let entries):
      bare = .map(entries.mapValues { Entry(keyRange: nil, value: $0.value.withoutPlaces) })
    }
    return ConfigNode(bare, range: nil, origin: origin)
  }
}

extension FieldType {
  /// Whether a value is a map that has a field of this name.
  func hasField(_ name: String) -> Bool {
    switch self {
    case .map(let schema): schema.fields.contains { $0.name == name }
    case .variant(let field, _): field == name
    default: false
    }
  }

  /// Whether a value is a map of names, each of which has a field of this name, as updates have.
  func hasEntries(with name: String) -> Bool {
    isAny { type in
      if case .mapping(let item) = type { item.hasField(name) } else { false }
    }
  }

  /// Whether a list may be a value.
  var takesLists: Bool {
    isAny { type in
      switch type {
      case .shape, .list: true
      default: false
      }
    }
  }

  /// Whether a text that looks like a number may be a value.
  var takesTexts: Bool {
    isAny { type in
      switch type {
      case .text, .path: true
      default: false
      }
    }
  }

  /// Whether a param may be a value by its bare name: a number, or what holds numbers.
  var takesParams: Bool {
    isAny { type in
      switch type {
      case .integer, .number, .shape: true
      case .list(let item, _): item.takesParams
      default: false
      }
    }
  }

  /// Whether a word is what elsewhere stands for no value; `none` is a word of the language, but no number.
  func isNothing(_ word: String) -> Bool {
    word == "None" || word == "none" && takesParams && words.isEmpty
  }

  /// Whether an expression may be a value.
  var takesExpressions: Bool { isAny { if case .expression = $0 { true } else { false } } }

  /// Whether a list of expressions may be a value.
  var takesExpressionLists: Bool {
    isAny { if case .list(.expression, _) = $0 { true } else { false } }
  }

  /// Whether a map may be a value.
  var takesMaps: Bool {
    isAny { type in
      switch type {
      case .map, .mapping, .kind, .variant, .node: true
      case .integer, .number, .boolean, .text, .path, .choice, .shape, .expression, .period,
        .list, .either:
        false
      }
    }
  }

  /// Whether it is such a type, or one of which a value may be.
  private func isAny(_ isOne: (FieldType) -> Bool) -> Bool {
    guard case .either(let types) = self else { return isOne(self) }
    return types.contains { $0.isAny(isOne) }
  }
}
