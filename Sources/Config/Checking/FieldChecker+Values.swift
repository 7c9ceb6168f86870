import Diagnostics
import OrderedCollections
import YAML

extension FieldChecker {
  /// The largest extent of a shape, and of the product of its extents, so that sizes never overflow.
  private static let mostExtent = 1 << 30
  private static let mostElements = 1 << 40

  /// The checked value, or `nil` where it was reported as wrong.
  mutating func value(
    _ written: ConfigNode, _ type: FieldType, _ label: String, keyRange: SourceRange? = nil
  ) -> FieldValue? {
    let node: ConfigNode
    do {
      node = try prepared(written, type)
    } catch {
      report(error, written)
      return nil
    }
    guard let content = content(node, type, label) else { return nil }
    return FieldValue(content, range: node.range, keyRange: keyRange, origin: node.origin)
  }

  /// The value with its params put in, except in what is parsed later or elsewhere.
  private func prepared(_ node: ConfigNode, _ type: FieldType) throws(Diagnostic) -> ConfigNode {
    guard let text = node.text, text.contains("${") else { return node }
    if case .node = type { return node }
    let template = try Template(text, range: node.range)
    if case .expression = type, template.parts.count > 1 { return node }
    return try node.substituted(in: scope)
  }

  private mutating func content(
    _ node: ConfigNode, _ type: FieldType, _ label: String
  ) -> FieldValue.Content? {
    switch type {
    case .integer(let range): return integer(node, range, type, label).map { .integer($0) }
    case .number(let range): return number(node, range, type, label).map { .number($0) }
    case .boolean: return boolean(node, label).map { .boolean($0) }
    case .text, .path: return text(node, type, label).map { .text($0) }
    case .choice(let words): return choice(node, words, type, label).map { .text($0) }
    case .shape(let rank, let any): return shape(node, rank, any, type, label).map { .shape($0) }
    case .expression: return expression(node, label).map { .expression($0) }
    case .period(let form): return period(node, form, type, label).map { .period($0) }
    case .list(let item, let count): return list(node, item, count, type, label)
    case .map(let schema): return fields(node, schema, at: nil).map { .fields($0) }
    case .mapping(let item): return mapping(node, item, type, label)
    case .kind(let catalogue): return kind(node, catalogue, type, label).map { .fields($0) }
    case .variant(let field, let catalogue):
      return variant(node, field, catalogue, label).map { .fields($0) }
    case .node: return .node(node)
    case .either(let types): return either(node, types, type, label)
    }
  }

  mutating func mismatch(
    _ node: ConfigNode, _ type: FieldType, _ label: String, hint: String = ""
  ) {
    let hint =
      !hint.isEmpty
      ? hint
      : Self.hasDecimalComma(node, type) ? Self.pointHint : paramHint(node, type) ?? ""
    report("\(label) expects \(type.phrase), found \(node.summary)", hint: hint, node)
  }

  /// The number that a node or its expression over params is; reported where it is none.
  private mutating func evaluated(
    _ node: ConfigNode, _ type: FieldType, _ label: String
  ) -> (value: Double, expression: ExpressionTree?)? {
    switch node.content {
    case .number(let value, let text):
      guard value != 0 || text.isSpelledZero else {
        report("\(label) is too small a number: \(text.excerpt)", node)
        return nil
      }
      return (value, nil)
    case .text(let text):
      do {
        let expression = try ExpressionTree(parsing: text, range: node.range)
        if case .name(let name) = expression.kind, scope.params[name] == nil {
          mismatch(node, type, label, hint: noParamHint(node, type))
          return nil
        }
        if expression.isNumeral {
          mismatch(node, type, label, hint: "; a number stands without quotes")
          return nil
        }
        return (try scope.number(expression), expression)
      } catch {
        if text.contains(where: { "+-*/()[]^<>=$".contains($0) }) || scope.params[text] != nil {
          report(error, node)
        } else {
          mismatch(
            node, type, label, hint: Self.numeralHint(text) ?? lengthHint(text))
        }
        return nil
      }
    case .null, .boolean, .list, .map:
      mismatch(node, type, label)
      return nil
    }
  }

  private mutating func integer(
    _ node: ConfigNode, _ range: ClosedRange<Int>, _ type: FieldType, _ label: String
  ) -> Int? {
    guard let (value, expression) = evaluated(node, type, label) else { return nil }
    // Beyond 2⁵³ only the digits as written are exact.
    var exact: Int?
    if case .number(_, let text) = node.content { exact = Int(text) }
    guard let integer = exact ?? Int(exactly: value) else {
      let what = expression.map { "\($0.description.excerpt) is \(CanonicalNumber.text(value))" }
      report(
        what.map { "\($0), a whole number is needed" }
          ?? "\(label) expects \(type.phrase), found \(node.summary)", node, of: expression)
      return nil
    }
    guard range.contains(integer) else {
      let found =
        expression.map { "\($0.description.excerpt), which is \(integer)" } ?? "\(integer)"
      report("\(label) expects \(type.phrase), found \(found)", node, of: expression)
      return nil
    }
    return integer
  }

  private mutating func number(
    _ node: ConfigNode, _ range: NumberRange, _ type: FieldType, _ label: String
  ) -> Double? {
    guard let (value, expression) = evaluated(node, type, label) else { return nil }
    var found: String {
      let text = CanonicalNumber.text(value)
      return expression.map { "\($0.description.excerpt), which is \(text)" } ?? text
    }
    guard value.isFinite, range.contains(value) else {
      report(
        "\(label) expects \(type.phrase), found \(found)\(Self.percentHint(value, range))", node,
        of: expression)
      return nil
    }
    // Whatever is computed with it has a number of another size in its place.
    let single = Float(value)
    guard single.isFinite, single != 0 || value == 0 else {
      report(
        "\(label) is \(found): too \(single == 0 ? "small" : "large") for values, which are of single precision, from 1.4e-45 to 3.4e38",
        node, of: expression)
      return nil
    }
    return value
  }

  /// Reports what an expression comes to, with where another file gives it.
  private mutating func report(
    _ message: String, _ node: ConfigNode, of expression: ExpressionTree?
  ) {
    let given = expression.map { scope.givenElsewhere($0) } ?? []
    report(Diagnostic(message, at: node.range, notes: given), node)
  }

  /// What to say of a whole number where a part of 1 is, as `dropout: 50`.
  private static func percentHint(_ value: Double, _ range: NumberRange) -> String {
    let isOfPercents = value >= 2 && value <= 100 && value == value.rounded()
    guard isOfPercents, range.lowest >= 0, range.highest <= 1, range.contains(value / 100) else {
      return ""
    }
    let digits = CanonicalNumber.text(value)
    return "; \(digits) % is written \(CanonicalNumber.text(value / 100))"
  }

  private mutating func boolean(_ node: ConfigNode, _ label: String) -> Bool? {
    if case .boolean(let value) = node.content { return value }
    if let name = node.text, scope.params[name] != nil,
      case .boolean(let value)? = try? scope.constant(named: name)
    {
      return value
    }
    let word = node.text?.lowercased() ?? ""
    let hint: String
    switch word {
    case "yes", "on", "true", "y": hint = "; write true"
    case "no", "off", "false", "n": hint = "; write false"
    case "none": hint = "; write false"
    default:
      hint =
        field.flatMap { ForeignNames.truth(word, of: $0.name) }
        ?? Self.wordHint(word, FieldType.boolean.words + Array(scope.params.keys))
    }
    mismatch(node, .boolean, label, hint: hint)
    return nil
  }

  private mutating func text(_ node: ConfigNode, _ type: FieldType, _ label: String) -> String? {
    if let text = node.text { return text }
    switch node.content {
    case .number, .boolean: mismatch(node, type, label, hint: "; put it in quotes")
    case .null, .text, .list, .map: mismatch(node, type, label)
    }
    return nil
  }

  private mutating func choice(
    _ node: ConfigNode, _ words: [String], _ type: FieldType, _ label: String
  ) -> String? {
    // A choice such as an edition may look like a number.
    let found: String?
    switch node.content {
    case .text(let text): found = text
    case .number(_, let text): found = text
    case .boolean(let value): found = "\(value)"
    case .null, .list, .map: found = nil
    }
    if let found, words.contains(found) { return found }
    mismatch(node, type, label, hint: found.map { Self.wordHint($0, words) } ?? "")
    return nil
  }

  /// The word that was meant, also where only its letters are large: `SAME`.
  static func wordHint(_ word: String, _ words: [String]) -> String {
    let small = word.lowercased()
    return words.first { $0.lowercased() == small }.map { "; write \($0)" }
      ?? ForeignNames.meant(by: word, among: words).map { "; here it is '\($0)'" }
      ?? Suggestion.phrase(for: word, among: words)
  }

  /// What other libraries write for an extent that is not known: `null`, `None`, `-1`, `batch`.
  private func unwrittenExtent(_ item: ConfigNode) -> String? {
    if item.isNull { return "null" }
    if case .number(-1, _) = item.content { return "-1" }
    guard let text = item.text,
      ["none", "batch", "batch_size", "n", "b"].contains(text.lowercased()),
      scope.params[text] == nil
    else { return nil }
    return text
  }

  private mutating func shape(
    _ node: ConfigNode, _ rank: ClosedRange<Int>, _ any: Bool, _ type: FieldType, _ label: String
  ) -> [Int]? {
    guard let items = listItems(node) else {
      mismatch(
        node, type, label,
        hint: pairHint(node, type) ?? spacedHint(node) ?? noParamHint(node, type))
      return nil
    }
    if items.count == 1, let hint = spacedHint(items[0]) {
      mismatch(items[0], type, label, hint: hint)
      return nil
    }
    guard rank.contains(items.count) else {
      report("\(label) expects \(type.phrase), found \(items.count)", node)
      return nil
    }
    var extents: [Int] = []
    var elements = 1
    for (index, item) in items.enumerated() {
      if any, item.text == "any" {
        extents.append(-1)
        continue
      }
      if let found = unwrittenExtent(item) {
        report(
          any
            ? "\(label): the batch is not written, and an extent that varies is 'any'; found \(found)"
            : "\(label): every extent is written out; found \(found)", item)
        return nil
      }
      let range = 1...Self.mostExtent
      guard
        let extent = integer(
          item, range, .integer(range), "number \(index + 1) of \(label)")
      else { return nil }
      guard elements <= Self.mostElements / extent else {
        report("\(label) is too large: more than \(Self.mostElements) elements", node)
        return nil
      }
      elements *= extent
      extents.append(extent)
    }
    return extents
  }

  /// What to say of a value that is written as Python writes pairs, or of a number where a list is.
  func pairHint(_ node: ConfigNode, _ type: FieldType) -> String? {
    if case .number(_, let text) = node.content {
      return type.takesLists && type.likeness(to: node) == 0 ? "; a list is written [\(text)]" : nil
    }
    guard let text = node.text else { return nil }
    guard let items = ForeignNames.pair(text) else { return numberInList(node, type) }
    if type.takesLists { return "; a list is written [\(items.joined(separator: ", "))]" }
    return Set(items).count == 1 ? "; write \(items[0])" : nil
  }

  /// What to say of an expression that comes to a number where a list is: `28 * 28`.
  private func numberInList(_ node: ConfigNode, _ type: FieldType) -> String? {
    guard type.takesLists, !type.takesTexts, let text = node.text,
      let expression = try? ExpressionTree(parsing: text),
      case .number(let number)? = try? scope.constant(expression),
      type.likeness(to: ConfigNode(.number(number, text: text), range: nil, origin: node.origin))
        == 0
    else { return nil }
    return "; a list is written [\(expression.description.excerpt)]"
  }

  /// The items as nodes: of a list, or of an expression over params that is or gives one.
  private func listItems(_ node: ConfigNode) -> [ConfigNode]? {
    if let items = node.items { return items }
    guard let text = node.text,
      let expression = try? ExpressionTree(parsing: text, range: node.range),
      case .list(let values)? = try? scope.constant(expression)
    else { return nil }
    return values.map {
      ConfigNode(
        ConfigNode.content(of: $0, like: node), range: node.range, origin: node.origin)
    }
  }

  private mutating func expression(_ node: ConfigNode, _ label: String) -> ExpressionTree? {
    do {
      return try ExpressionTree(node).bound(in: scope)
    } catch {
      switch node.content {
      case .boolean, .map:
        let hint = weightsHint(node) ?? Self.callHint(node)
        mismatch(node, .expression, label, hint: hint)
      case .null, .number, .text, .list: report(error, node)
      }
      return nil
    }
  }

  private mutating func list(
    _ node: ConfigNode, _ item: FieldType, _ count: ClosedRange<Int>, _ type: FieldType,
    _ label: String
  ) -> FieldValue.Content? {
    guard let items = listItems(node) else {
      mismatch(node, type, label, hint: listHint(node, of: item, count))
      return nil
    }
    if items.count == 1, count.lowerBound > 1, let hint = spacedHint(items[0]) {
      mismatch(items[0], type, label, hint: hint)
      return nil
    }
    guard count.contains(items.count) else {
      report("\(label) expects \(type.phrase), found \(items.count)", node)
      return nil
    }
    var values: [FieldValue] = []
    for (index, each) in items.enumerated() where !diagnostics.isFull {
      if let value = value(each, item, "item \(index + 1) of \(label)") { values.append(value) }
    }
    return values.count == items.count ? .list(values) : nil
  }

  private mutating func mapping(
    _ node: ConfigNode, _ item: FieldType, _ type: FieldType, _ label: String
  ) -> FieldValue.Content? {
    guard let entries = node.entries else {
      mismatch(node, type, label, hint: namesHint(node, of: item))
      return nil
    }
    var values: OrderedDictionary<String, FieldValue> = [:]
    let loose: OrderedDictionary<String, ConfigNode.Entry> = entries.filter {
      item.hasField($0.key) && $0.value.value.entries == nil
    }
    if let first = loose.values.first {
      let keys = loose.keys.map { "'\($0)'" }.joined(separator: " and ")
      let fields = loose.map { key, entry in "\(key): \((entry.value.written ?? "…").excerpt)" }
      report(
        "\(keys) stand\(loose.count == 1 ? "s" : "") under a name: 'NAME: {\(fields.joined(separator: ", "))}'",
        first.value)
    }
    for (key, entry) in entries where !diagnostics.isFull && loose[key] == nil {
      values[key] = value(entry.value, item, "'\(key.excerpt)'", keyRange: entry.keyRange)
    }
    return values.count == entries.count ? .mapping(values) : nil
  }
}

extension ExpressionTree {
  /// Whether it is a number and nothing else, with or without a sign.
  fileprivate var isNumeral: Bool {
    switch kind {
    case .number: true
    case .negate(let operand): operand.isNumeral
    case .text, .name, .member, .call, .list, .binary, .slice: false
    }
  }
}
