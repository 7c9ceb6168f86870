import Diagnostics
import OrderedCollections

extension FieldChecker {
  /// Of several keys of which one is a kind, the first other one, with the field of that kind that it may be meant for.
  private func fieldAstray(
    _ entries: OrderedDictionary<String, ConfigNode.Entry>, _ catalogue: Catalogue
  ) -> (hint: String, node: ConfigNode)? {
    let kinds = catalogue.schemas.filter { entries[$0.name] != nil }
    guard kinds.count == 1, let kind = kinds.first,
      let (key, entry) = entries.elements.first(where: { $0.key != kind.name })
    else { return nil }
    let fields = kind.fields.map(\.name)
    let meant =
      fields.contains(key)
      ? key
      : ForeignNames.meant(by: key, among: fields) ?? Suggestion.nearest(to: key, among: fields)
    return meant.map { ("; its \($0) stands in it: \(kind.name).\($0)", entry.value) }
  }

  /// One of a catalogue's schemas, by a bare name or the one key of a map.
  mutating func kind(
    _ node: ConfigNode, _ catalogue: Catalogue, _ type: FieldType, _ label: String
  ) -> Fields? {
    if let name = node.text {
      guard let schema = schema(name, in: catalogue, at: node.range, node) else { return nil }
      return fields(nil, schema, at: node.range, selection: .kind)
    }
    guard let entries = node.entries, let first = entries.elements.first else {
      mismatch(node, type, label)
      return nil
    }
    guard entries.count == 1 else {
      let keys = entries.keys.prefix(6).joined(separator: ", ")
      let names = catalogue.schemas.map(\.name)
      let written = ["type", "name", "kind", "class", "class_name", "_target_"]
        .lazy.compactMap { entries[$0]?.value.text }.first
      let meant = written.flatMap { name in
        names.contains(name) ? name : ForeignNames.meant(by: name, among: names)
      }
      let hint =
        meant.map { "; the kind is the key, and its fields stand under it: {\($0): {…}}" }
        ?? Self.eachOptimizerHint(entries, catalogue)
      let astray = fieldAstray(entries, catalogue)
      report(
        "\(label) expects one \(catalogue.noun), found several keys: \(keys.excerpt)\(hint ?? astray?.hint ?? "")",
        hint == nil ? astray?.node ?? node : node)
      return nil
    }
    do {
      let key = ConfigNode(
        .text(first.key), range: first.value.keyRange, origin: first.value.value.origin)
      let name = try key.substituted(in: scope).text ?? first.key
      let known = schema(name, in: catalogue, at: first.value.keyRange, first.value.value)
      guard let shown = known ?? meant(name, in: catalogue, first.value.value) else { return nil }
      let value =
        try first.value.value.text?.hasPrefix("${") == true
        ? first.value.value.substituted(in: scope) : first.value.value
      let checked = fields(value, shown, at: first.value.keyRange, selection: .kind)
      return known == nil ? nil : checked
    } catch {
      report(error, node)
      return nil
    }
  }

  /// The schema that the name of another library stands for, so that what is wrong with the fields below is told with it.
  private func meant(_ name: String, in catalogue: Catalogue, _ value: ConfigNode) -> Schema? {
    guard value.entries?.isEmpty == false,
      let word = ForeignNames.meant(by: name, among: catalogue.schemas.map(\.name))
    else { return nil }
    return catalogue.schemas.first { $0.name == word }
  }

  /// One of a catalogue's schemas, by the value of one of the map's fields.
  mutating func variant(
    _ node: ConfigNode, _ field: String, _ catalogue: Catalogue, _ label: String
  ) -> Fields? {
    guard node.entries != nil else {
      let names = catalogue.schemas.map(\.name)
      let meant = node.text.flatMap { name in
        names.contains(name) ? name : ForeignNames.meant(by: name, among: names)
      }
      mismatch(
        node, .variant(by: field, of: catalogue), label,
        hint: meant.map { "; write {\(field): \($0)}" } ?? "")
      return nil
    }
    let names = catalogue.schemas.map(\.name).joined(separator: ", ")
    guard let written = node[field] else {
      // As 'dataset: mnist'.
      let meant = node.entries?.elements.first { element in
        catalogue.schemas.contains { $0.name == element.value.value.text }
      }
      if let meant, let name = meant.value.value.text {
        report(
          "\(label) needs '\(field)'; instead of '\(meant.key.excerpt)' write '\(field): \(name)'",
          node)
      } else {
        report("\(label) needs '\(field)': one of \(names)", node)
      }
      return nil
    }
    do {
      let selector = try written.substituted(in: scope)
      guard let name = selector.text else {
        mismatch(selector, .choice(catalogue.schemas.map(\.name)), "'\(field)' of \(label)")
        return nil
      }
      guard let schema = schema(name, in: catalogue, at: selector.range, selector) else {
        return nil
      }
      return fields(node, schema, at: selector.range, selection: .field(field))
    } catch {
      report(error, written)
      return nil
    }
  }

  private mutating func schema(
    _ name: String, in catalogue: Catalogue, at range: SourceRange?, _ node: ConfigNode
  ) -> Schema? {
    if let schema = catalogue.schemas.first(where: { $0.name == name }) { return schema }
    let names = catalogue.schemas.map(\.name)
    let hint =
      ForeignCall(name)?.hint(among: catalogue.schemas, in: scope, isItem: false)
      ?? ForeignNames.hint(for: name, among: names) ?? Suggestion.phrase(for: name, among: names)
    var notes = node.originNotes(file: scope.file)
    if hint.isEmpty {
      notes.insert(.init("there are \(names.joined(separator: ", "))"), at: 0)
    }
    diagnostics.add(
      Diagnostic(
        "unknown \(catalogue.noun) '\(name.excerpt)'\(hint)", at: range, notes: notes))
    return nil
  }

  /// The first alternative that takes the value; where none does, the mistakes of the one that it looks most like.
  mutating func either(
    _ node: ConfigNode, _ types: [FieldType], _ whole: FieldType, _ label: String
  ) -> FieldValue.Content? {
    if let hint = pairHint(node, whole)
      ?? (types.contains(where: \.takesText) ? nil : spacedHint(node))
    {
      mismatch(node, whole, label, hint: hint)
      return nil
    }
    var best: (likeness: Int, attempt: FieldChecker)?
    for type in types {
      var attempt = FieldChecker(scope, of: field)
      if let value = attempt.value(node, type, label) {
        add(attempt)
        return value.content
      }
      let likeness = type.likeness(to: node)
      let isBetter =
        best.map { best in
          likeness > best.likeness
            || likeness == best.likeness
              && attempt.diagnostics.diagnostics.count < best.attempt.diagnostics.diagnostics.count
        } ?? true
      if isBetter { best = (likeness, attempt) }
    }
    if let best, best.likeness > 1 {
      add(best.attempt)
    } else if let (found, hint) = foundByParams(node, whole) {
      report("\(label) expects \(whole.phrase), found \(found)", hint: hint, node)
    } else {
      let numeral = whole.takesNumbers ? node.text.flatMap(Self.numeralHint) : nil
      let word = numeral ?? node.text.map { Self.wordHint($0, whole.words) } ?? ""
      mismatch(node, whole, label, hint: word.isEmpty ? noParamHint(node, whole) : word)
    }
    return nil
  }
}

extension FieldType {
  /// How much a value looks meant for this type: 0 not at all, 1 perhaps, 2 by its form, 3 by its name.
  func likeness(to node: ConfigNode) -> Int {
    switch (self, node.content) {
    case (.either(let types), _): return types.map { $0.likeness(to: node) }.max() ?? 0
    case (.node, _): return 1
    case (.integer, .number), (.number, .number), (.expression, .number): return 2
    case (.boolean, .boolean): return 2
    case (.text, .text), (.path, .text): return 2
    case (.choice, .text): return 1
    case (.period, .text): return 2
    case (.integer, .text(let text)), (.number, .text(let text)), (.expression, .text(let text)):
      return text.contains { "+-*/(".contains($0) } ? 2 : 1
    case (.shape, .list), (.list, .list): return 2
    case (.expression, .list): return 1
    case (.kind(let catalogue), .text(let text)):
      return catalogue.schemas.contains { $0.name == text } ? 3 : 1
    case (.kind(let catalogue), .map(let entries)):
      return entries.keys.contains { key in catalogue.schemas.contains { $0.name == key } } ? 3 : 2
    case (.variant(let field, _), .map(let entries)): return entries[field] == nil ? 1 : 3
    case (.map(let schema), .map(let entries)):
      return entries.keys.contains { key in schema.fields.contains { $0.name == key } } ? 3 : 2
    case (.mapping, .map): return 2
    default: return 0
    }
  }

  /// Whether any text is a value.
  fileprivate var takesText: Bool {
    switch self {
    case .text, .path, .expression, .node: true
    default: false
    }
  }

  /// Whether a number may be a value.
  fileprivate var takesNumbers: Bool {
    switch self {
    case .integer, .number: true
    case .either(let types): types.contains(where: \.takesNumbers)
    default: false
    }
  }

  /// The words that may be a value, for suggestions.
  var words: [String] {
    switch self {
    case .choice(let words): words
    case .kind(let catalogue): catalogue.schemas.map(\.name)
    case .either(let types): types.flatMap(\.words)
    case .boolean: ["true", "false"]
    case .integer, .number, .text, .path, .shape, .expression, .period, .list, .map, .mapping,
      .variant, .node:
      []
    }
  }
}
