import Diagnostics

extension FieldChecker {
  /// A count and a unit: `5 steps`, `2 * k steps`, or a param that holds one.
  mutating func period(
    _ node: ConfigNode, _ form: Period.Form, _ type: FieldType, _ label: String
  ) -> Period? {
    do {
      switch node.content {
      case .text(let text):
        if let period = try period(text, node, form, label) { return period }
        if let hint = unitHint(text, node, form) {
          mismatch(node, type, label, hint: hint)
          return nil
        }
        let last = text.split(separator: " ").last.map(String.init) ?? ""
        let words = form.units.map { $0.rawValue + "s" } + Array(scope.params.keys)
        let isUnit = Period.Unit(word: text).map(form.units.contains) ?? false
        mismatch(
          node, type, label,
          hint: isUnit
            ? "; its count is missing: '1 \(text.hasSuffix("s") ? String(text.dropLast()) : text)'"
            : batchHint(text, last) ?? Self.shortUnitHint(text, form)
              ?? Suggestion.phrase(for: last, among: words))
      case .number: mismatch(node, type, label, hint: "; its unit is missing")
      case .null, .boolean, .list, .map: mismatch(node, type, label)
      }
    } catch {
      report(error, node)
    }
    return nil
  }

  /// How units are written elsewhere.
  private static let shortUnits: [String: Period.Unit] = [
    "min": .minute, "mins": .minute, "m": .minute, "ep": .epoch, "e": .epoch, "it": .step,
    "iter": .step, "iters": .step,
  ]

  /// What to say of a unit that is shortened, or that there is none of: `5 min`, `2h`.
  private static func shortUnitHint(_ text: String, _ form: Period.Form) -> String? {
    let digits = text.prefix { "0123456789.".contains($0) }
    let word = text.dropFirst(digits.count).drop { $0 == " " }.lowercased()
    guard let count = Double(digits) else { return nil }
    if ["h", "hr", "hrs", "hour", "hours"].contains(word), form.units.contains(.minute) {
      return "; write '\(Period(60 * count, .minute))'"
    }
    guard let unit = shortUnits[word], form.units.contains(unit) else { return nil }
    return "; write '\(Period(count, unit))'"
  }

  /// What to say of what is counted in batches: `15 batches`.
  private func batchHint(_ text: String, _ last: String) -> String? {
    guard text != last, ["batch", "batches", "iteration", "iterations"].contains(last) else {
      return nil
    }
    let count = text.split(separator: " ").dropLast().joined(separator: " ")
    return "; each batch is a step: '\(count.excerpt) step\(count == "1" ? "" : "s")'"
  }

  /// What to say of a text whose unit is missing, as 'k' and '2 * k' of a param, or is not apart: `5epochs`.
  private func unitHint(_ text: String, _ node: ConfigNode, _ form: Period.Form) -> String? {
    let count = text.prefix { "0123456789.".contains($0) }
    let word = text.dropFirst(count.count)
    if !count.isEmpty, Period.Unit(word: String(word)).map(form.units.contains) ?? false {
      return "; a blank is missing: '\(count) \(word)'"
    }
    guard let expression = try? ExpressionTree(parsing: text, range: node.range),
      case .number(let value)? = try? scope.constant(expression)
    else { return nil }
    return ", which is \(CanonicalNumber.text(value)); its unit is missing"
  }

  /// `nil` where the text is none.
  private func period(
    _ text: String, _ node: ConfigNode, _ form: Period.Form, _ label: String, depth: Int = 0
  ) throws(Diagnostic) -> Period? {
    let trimmed = text.split(separator: " ").joined(separator: " ")
    if let space = trimmed.lastIndex(of: " "),
      let unit = Period.Unit(word: String(trimmed[trimmed.index(after: space)...])),
      form.units.contains(unit)
    {
      let expression = try ExpressionTree(parsing: String(trimmed[..<space]), range: node.range)
      let count = try scope.number(expression)
      return try checked(count, unit, form, node, label)
    }
    guard depth < 32, let expression = try? ExpressionTree(parsing: trimmed, range: node.range),
      expression.isArithmetic || expression.names.contains(where: { scope.params[$0] != nil })
    else { return nil }
    switch try scope.constant(expression) {
    case .text(let text): return try period(text, node, form, label, depth: depth + 1)
    case .number, .boolean, .list: return nil
    }
  }

  private func checked(
    _ count: Double, _ unit: Period.Unit, _ form: Period.Form, _ node: ConfigNode, _ label: String
  ) throws(Diagnostic) -> Period {
    let found = CanonicalNumber.text(count)
    guard form.range.contains(count), count.isFinite else {
      throw Diagnostic(
        "\(label) expects a count\(form.range.phrase), found \(found)", at: node.range)
    }
    guard count <= Period.most else {
      throw Diagnostic(
        "\(label) expects at most \(CanonicalNumber.text(Period.most)) \(unit.rawValue)s, found \(found)",
        at: node.range)
    }
    if form == .interval, unit != .minute, count != count.rounded() {
      throw Diagnostic(
        "\(label) expects a whole number of \(unit.rawValue)s, found \(found)", at: node.range)
    }
    return Period(count, unit)
  }
}
