import Diagnostics
import OrderedCollections
import YAML

/// What ends a message about a value that is written as elsewhere.
extension FieldChecker {
  /// What to say of a number in the place of fields: the first field's, unless it is none that this takes, as the
  /// channels that other libraries write beside a normalization.
  func numberHint(_ node: ConfigNode, _ schema: Schema) -> String {
    guard case .number(let number, let text) = node.content else { return "" }
    let isNeedless = schema.fields.allSatisfy { $0.presence != .required }
    guard let first = schema.fields.first else { return "; it has no fields: leave the number out" }
    var attempt = FieldChecker(scope)
    let isTaken = attempt.value(node, first.type, first.name) != nil
    // A count beside a field that is no count, as 'layer_norm: 64', whose first field is epsilon.
    var isCount = number >= 2 && number == number.rounded()
    if case .integer = first.type { isCount = false }
    if isTaken, !isCount { return "; write {\(first.name): \(text)}" }
    switch first.type {
    case .integer, .number: return isNeedless ? "; leave the number out" : ""
    case .text:
      // As 'stop: 5', whose figure has no name yet.
      let takers = schema.fields.filter { field in
        var attempt = FieldChecker(scope)
        return attempt.value(node, field.type, field.name) != nil
      }
      guard takers.count == 1, let taker = takers.first else { return "" }
      return "; write {\(first.name): …, \(taker.name): \(text)}"
    default: return ""
    }
  }

  /// What is set instead of `train.learning_rate=3`: the key of the optimizer that is there.
  static func settingHint(
    _ key: String, _ value: ConfigNode, _ schema: Schema,
    _ given: OrderedDictionary<String, ConfigNode.Entry>
  ) -> String? {
    guard value.origin.isOverride, schema.name == "train", ["learning_rate", "lr"].contains(key),
      let optimizer = given["optimizer"]?.value,
      let kind = optimizer.text ?? optimizer.entries?.keys.first
    else { return nil }
    let path = "train.optimizer.\(kind.excerpt).learning_rate"
    let setting = value.origin == .commandLine ? "=\(value.flow.excerpt)" : ""
    return "; it is the optimizer's: '\(path)\(setting)'"
  }

  /// What to say of a number that is written as text: `"1"`, `0.1%`, and `1e−3` with the minus of a page of the web.
  static func numeralHint(_ text: String) -> String? {
    func number(_ text: some StringProtocol) -> Double? {
      text.first { $0.isASCII && $0.isNumber } == nil ? nil : Double(text)
    }
    if text.hasSuffix("%"), let percent = number(text.dropLast()) {
      return "; write \(CanonicalNumber.text(percent / 100))"
    }
    if number(text) != nil { return "; a number stands without quotes" }
    let joined = text.replacing("_", with: "")
    if joined != text, number(joined) != nil { return "; write \(joined)" }
    let plain = text.replacing("\u{2212}", with: "-")
    return plain != text && number(plain) != nil ? "; a minus is written '-': \(plain)" : nil
  }

  /// What is wrong with the text `0,001`, as the end of a message.
  static let pointHint = "; the decimal sign is a point, as in 0.001"
  /// The same between braces, where a comma begins the next key: `{rate: 0,001}`.
  static let commaHint =
    "; a comma ends the value before it: the decimal sign is a point, as in 0.001, and a list is "
    + "written [3, 3]"

  /// Whether a number was meant by a text, with a decimal comma: `"0,001"`.
  static func hasDecimalComma(_ node: ConfigNode, _ type: FieldType) -> Bool {
    let parts = node.text?.split(separator: ",", omittingEmptySubsequences: false) ?? []
    return parts.count == 2 && parts.allSatisfy { isOfDigits(String($0)) } && !type.takesLists
  }

  /// Whether a key is what follows a number and a comma, without a blank: the `001` of `{rate: 0,001}`.
  static func isBehindComma(_ key: String, _ entry: ConfigNode.Entry) -> Bool {
    guard entry.value.isNull, isOfDigits(key), let range = entry.keyRange, range.start > 1 else {
      return false
    }
    let before = range.file.slice(from: range.start - 2, to: range.start)
    return before.last == "," && before.first?.isNumber == true
  }

  /// What to say of a key between braces that has no value: the rest of a list, as in `{update: encoder, decoder}`, or
  /// the value of a field.
  static func bareHint(
    _ key: String, _ schema: Schema, _ given: OrderedDictionary<String, ConfigNode.Entry>
  ) -> String? {
    guard isName(key), let place = given.index(forKey: key), isBare(given[key]) else { return nil }
    if let field = schema.fields.first(where: { $0.type.words.contains(key) }),
      given[field.name] == nil
    {
      return "; write '\(field.name): \(key)'"
    }
    var items = [key.excerpt]
    for (name, entry) in given.elements.prefix(place).reversed() {
      if isBare(entry) {
        items.insert(name.excerpt, at: 0)
        continue
      }
      guard let first = entry.value.written,
        let field = schema.fields.first(where: { $0.name == name }), field.type.takesLists
      else { return nil }
      let list = ([first.excerpt] + items).joined(separator: ", ")
      return "; a list is written in brackets: '\(name): [\(list)]'"
    }
    return nil
  }

  /// Whether neither a value nor a ':' stands behind a key, which is so between braces alone.
  private static func isBare(_ entry: ConfigNode.Entry?) -> Bool {
    guard let entry, entry.value.isNull, let range = entry.keyRange else { return false }
    let next = range.file.slice(from: range.end, to: range.end + 32).first { $0 != " " }
    return next == "," || next == "}"
  }

  /// Whether a text is digits alone.
  static func isOfDigits(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
  }

  /// What a param, or an expression over params, comes to: "rate, which is the text 'x'"; `nil` for anything else.
  func foundByParams(_ node: ConfigNode, _ type: FieldType) -> (found: String, hint: String)? {
    guard let text = node.text, let expression = try? ExpressionTree(parsing: text),
      !expression.names.isEmpty, !expression.hasCalls,
      expression.names.allSatisfy({ scope.params[$0] != nil })
    else { return nil }
    let name = expression.description.excerpt
    if let value = try? scope.constant(expression) {
      return ("\(name), which is \(value.summary)", "")
    }
    guard let param = scope.params[text] else { return nil }
    let isTaken = param.entries != nil && type.takesMaps
    return ("\(name), which is \(param.summary)", isTaken ? "; write ${\(name)}" : "")
  }

  /// What to say of a name that is no param, where one may stand by its bare name: the nearest one, or, where no word
  /// of the language can have been meant either, how one is written.
  func noParamHint(_ node: ConfigNode, _ type: FieldType) -> String {
    guard let name = node.text else { return "" }
    guard type.takesParams, isName(name), scope.params[name] == nil else {
      return scope.nearest(to: name, at: node.range)
    }
    return ", which is no param"
      + (type.words.isEmpty
        ? scope.advice(on: name, at: node.range) : scope.nearest(to: name, at: node.range))
  }

  /// What to say of a param that is named as elsewhere, `params.width` or `{{ width }}`, where its bare name is taken.
  func paramHint(_ node: ConfigNode, _ type: FieldType) -> String? {
    switch type {
    case .integer, .number, .boolean, .shape, .list, .either: break
    default: return nil
    }
    guard let text = node.text else { return nil }
    let inside = text.drop { "{ ".contains($0) }.prefix { $0 != "}" && $0 != " " }
    let name = String(inside.hasPrefix("params.") ? inside.dropFirst(7) : inside)
    guard name != text, isName(name), scope.params[name] != nil,
      text.drop(while: { $0 != "}" }).allSatisfy({ "} ".contains($0) })
    else { return nil }
    return "; a param is its bare name here: '\(name.excerpt)'"
  }

  /// What to say of a call that is written as a map: `{mse: [rebuilt, digit]}`, `{type: mse}`.
  static func callHint(_ node: ConfigNode) -> String {
    guard let entries = node.entries else { return "" }
    let kind = ["type", "loss", "function", "name"].lazy.compactMap { entries[$0]?.value.text }
    if let name = kind.first, isName(name) { return "; a call is written '\(name.excerpt)(…)'" }
    guard entries.count == 1, let (name, entry) = entries.elements.first, isName(name) else {
      return ""
    }
    let inside = (entry.value.items ?? [entry.value]).compactMap(\.written)
      .joined(separator: ", ").excerpt
    if inside.isEmpty { return "" }
    return ["value", "expression"].contains(name)
      ? "; it stands alone: '\(inside)'" : "; a call is written '\(name.excerpt)(\(inside))'"
  }

  /// What to say of an optimizer for each network: `{D: {adam: {…}}, G: sgd}`.
  static func eachOptimizerHint(
    _ entries: OrderedDictionary<String, ConfigNode.Entry>, _ catalogue: Catalogue
  ) -> String? {
    let names = catalogue.schemas.map(\.name)
    let isOfEach = entries.values.allSatisfy { entry in
      names.contains(entry.value.text ?? entry.value.entries?.keys.first ?? "")
    }
    guard catalogue.noun == "optimizer", isOfEach, let name = entries.keys.first else { return nil }
    return "; one of its own stands in an update: '\(name.excerpt): {minimize: loss, optimizer: …}'"
  }

  /// What to say of losses with their weights, as Keras has them: `minimize: {error: 1, penalty: 0.5}`.
  func weightsHint(_ node: ConfigNode) -> String? {
    guard let field, ["minimize", "maximize"].contains(field.name),
      let entries = node.entries, !entries.isEmpty
    else { return nil }
    let terms = entries.compactMap { name, entry -> String? in
      guard case .number(_, let weight) = entry.value.content, isName(name) else { return nil }
      return "\(weight.excerpt) * \(name.excerpt)"
    }
    guard terms.count == entries.count else { return nil }
    return "; a loss is weighted by a factor: '\(terms.prefix(6).joined(separator: " + "))'"
  }

  /// What to say of a path of keys in the place of keys within keys: `train.epochs: 1`.
  static func pathHint(_ key: String, _ value: ConfigNode, _ schema: Schema) -> String? {
    let parts = key.split(separator: ".").map(String.init)
    guard parts.count > 1, parts.allSatisfy({ isName($0) }),
      schema.fields.contains(where: { $0.name == parts[0] })
    else { return nil }
    let inner = parts.dropFirst().reversed().reduce((value.written ?? "…").excerpt) {
      "{\($1.excerpt): \($0)}"
    }
    return "; a key within a key is written '\(parts[0]): \(inner)'"
  }

  /// What to say of numbers beside one another, as '7 x 7' and '28 28 1'.
  func spacedHint(_ node: ConfigNode) -> String? {
    guard let text = node.text else { return nil }
    let parts = text.lowercased().split { " x\u{D7}".contains($0) }
    guard (2...5).contains(parts.count), parts.allSatisfy({ Self.isOfDigits(String($0)) })
    else { return nil }
    return "; a list is written [\(parts.joined(separator: ", ").excerpt)]"
  }

  /// What a map of names may look like, where a list of them was written.
  func namesHint(_ node: ConfigNode, of item: FieldType) -> String {
    if let text = node.text, let blank = MissingBlank(in: text) { return blank.advice }
    switch node.content {
    case .list, .text:
      return field?.name == "metrics"
        ? "; each is a name and an expression: {accuracy: mean(argmax(net(x)) == x.label)}"
        : Self.nameHint(node, of: item)
    case .null, .boolean, .number, .map: return ""
    }
  }

  /// What to say of a value in the place of a list: of an item alone, `id`, and of a map for a list of maps, `{resize: 64}`.
  func listHint(_ node: ConfigNode, of item: FieldType, _ count: ClosedRange<Int>) -> String {
    // What is nearly a param's name is meant for that.
    let nearest = node.text.map { scope.nearest(to: $0, at: node.range) } ?? ""
    if !nearest.isEmpty { return (item.takesParams ? ", which is no param" : "") + nearest }
    // As 'scale: 1/255'.
    if count == 2...2, case .number = item {
      return Self.isPixelFactor(node)
        ? "; pictures are 0 to 255 when they are read, and [0, 1] divides them: write [0, 1]"
        : "; both ends are written: [0, 1]"
    }
    var attempt = FieldChecker(scope)
    let isNamed = node.text != nil && item.likeness(to: node) == 3
    if count.contains(1), isNamed || attempt.value(node, item, "an item") != nil {
      return "; a list is written [\(node.flow.excerpt)]"
    }
    if node.entries != nil, item.takesMaps { return node.listAdvice }
    return noParamHint(node, .list(item, count: count))
  }

  /// Whether it is what pixels are multiplied by elsewhere, so that they lie in 0 to 1: `1/255`, `0.00392`.
  private static func isPixelFactor(_ node: ConfigNode) -> Bool {
    let number: Double?
    switch node.content {
    case .number(let value, _): number = value
    case .text(let text):
      let parts = text.split(separator: "/").compactMap { Double($0.filter { $0 != " " }) }
      number = parts.count == 2 ? parts[0] / parts[1] : nil
    case .null, .boolean, .list, .map: number = nil
    }
    guard let number else { return false }
    return abs(number * 255 - 1) < 0.01 || abs(number * 256 - 1) < 0.001
  }

  /// What to say of the length of training with its unit, `epochs: 10 epochs`.
  func lengthHint(_ text: String) -> String {
    let words = text.split(separator: " ").map(String.init)
    guard let field, field.schema == "train", words.count == 2, Self.isOfDigits(words[0]) else {
      return ""
    }
    let unit = words[1].hasSuffix("s") ? words[1] : words[1] + "s"
    guard ["epochs", "steps"].contains(unit) else { return "" }
    return field.name == unit
      ? "; the number stands alone: \(words[0].excerpt)"
      : "; that is '\(unit): \(words[0].excerpt)'"
  }

  /// What to say of the main field of a kind whose value is several: `dense: 128, relu`.
  static func severalHint(_ node: ConfigNode?, _ field: Field, _ schema: Schema) -> String? {
    switch field.type {
    case .integer, .number: break
    default: return nil
    }
    guard let node, schema.mainField == field.name, schema.fields.count > 1 else { return nil }
    let parts = node.text?.split(separator: ",").map(String.init)
    guard let values = node.items?.map({ $0.written ?? "…" }) ?? parts, values.count > 1,
      !values.allSatisfy(isOfDigits)
    else { return nil }
    return "; fields have names, as in {\(field.name): \(values[0].excerpt), …}"
  }

  /// What to say of a value that stands without a name, or of a list of such.
  private static func nameHint(_ node: ConfigNode, of type: FieldType) -> String {
    if let items = node.items, items.allSatisfy({ $0.entries?.count == 1 }),
      let (name, entry) = items.first?.entries?.elements.first
    {
      let written = (entry.value.written ?? "{…}").excerpt
      // As 'samples: [{grid: rebuilt}]'.
      return type.hasField(name)
        ? "; each stands under a name: 'NAME: {\(name): \(written)}'"
        : "; names stand without '-': '\(name): \(written)'"
    }
    guard let item = node.items?.first ?? (node.text == nil ? nil : node) else { return "" }
    // As 'step: [net]'.
    if case .map = type, let name = item.text, isName(name) {
      return "; each stands under a name: '\(name.excerpt): {…}'"
    }
    let name = item["name"]?.text ?? "NAME"
    return "; each stands under a name: '\(name): \((item.text ?? "{…}").excerpt)'"
  }

  /// What to say of a field of the entries that must be there, in the place of their map: `minimize` of train.
  static func entryHint(_ key: String, _ schema: Schema) -> String? {
    let owner = schema.fields.first {
      $0.presence == .required && $0.type.hasEntries(with: key)
    }
    guard let owner else { return nil }
    let shown = example(of: owner, in: schema).map { ": \($0)" } ?? ""
    return "; it stands under a name in '\(owner.name)'\(shown)"
  }

  /// What a missing field may look like, where its summary does not show it.
  static func example(of field: Field, in schema: Schema) -> String? {
    schema.name == "train" && field.name == "step" ? "'step: {net: {minimize: loss}}'" : nil
  }
}
