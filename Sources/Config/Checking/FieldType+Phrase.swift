extension FieldType {
  /// What is expected, for messages: "a whole number from 1".
  public var phrase: String {
    switch self {
    case .integer(let range) where range.lowerBound == range.upperBound: "\(range.lowerBound)"
    case .integer(let range): "a whole number" + Self.bounds(range)
    case .number(let range): "a number" + range.phrase
    case .boolean: "true or false"
    case .text: "text"
    case .path: "a path"
    case .choice(let words): Self.alternatives(words)
    case .shape(let rank, let any):
      "a list of " + Self.count(rank) + "whole numbers from 1" + (any ? ", or any" : "")
    case .expression: "an expression"
    case .period(let form): form.phrase
    case .list(_, let count): "a list" + (count == 0...Int.max ? "" : " of \(Self.items(count))")
    case .map(let schema): "a map" + (schema.name.isEmpty ? "" : " (\(schema.name))")
    case .mapping: "a map of names"
    case .kind(let catalogue):
      "\(Self.article(catalogue.noun)) \(catalogue.noun) (\(Self.list(catalogue.schemas.map(\.name))))"
    case .variant(let field, let catalogue):
      "a map with '\(field)' (\(Self.list(catalogue.schemas.map(\.name))))"
    case .node(let definition): definition
    case .either(let types):
      types.map(\.phrase).joined(separator: ", or ")
    }
  }

  private static func bounds(_ range: ClosedRange<Int>) -> String {
    switch (range.lowerBound, range.upperBound) {
    case (.min, .max): ""
    case (let low, .max): " from \(low)"
    case (.min, let high): " up to \(high)"
    case (let low, let high): " from \(low) to \(high)"
    }
  }

  /// "2 ", "1 to 3 ", "1 or more ".
  private static func count(_ range: ClosedRange<Int>) -> String {
    if range.lowerBound == range.upperBound { return "\(range.lowerBound) " }
    if range.upperBound == .max {
      return range.lowerBound == 0 ? "" : "\(range.lowerBound) or more "
    }
    return "\(range.lowerBound) to \(range.upperBound) "
  }

  private static func items(_ range: ClosedRange<Int>) -> String {
    count(range) + (range == 1...1 ? "item" : "items")
  }

  /// "same, valid or reflect".
  private static func alternatives(_ words: [String]) -> String {
    guard words.count > 1, let last = words.last else { return words.first ?? "nothing" }
    if words.count > 12 { return "one of \(list(words))" }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }

  private static func list(_ words: [String]) -> String {
    words.prefix(12).joined(separator: ", ") + (words.count > 12 ? ", …" : "")
  }

  private static func article(_ noun: String) -> String {
    "aeiou".contains(noun.first ?? "x") ? "an" : "a"
  }
}

extension NumberRange {
  /// " above 0 and below 1", " from 0 to 1", or nothing.
  var phrase: String {
    let low =
      lowest == -.infinity
      ? nil : (excludesLowest ? "above " : "from ") + CanonicalNumber.text(lowest)
    let high =
      highest == .infinity
      ? nil
      : (excludesHighest ? "below " : low == nil || excludesLowest ? "up to " : "to ")
        + CanonicalNumber.text(highest)
    let joint = excludesLowest || excludesHighest ? " and " : " "
    let bounds = [low, high].compactMap { $0 }.joined(separator: joint)
    return bounds.isEmpty ? "" : " " + bounds
  }

  public func contains(_ value: Double) -> Bool {
    (excludesLowest ? value > lowest : value >= lowest)
      && (excludesHighest ? value < highest : value <= highest)
  }
}
