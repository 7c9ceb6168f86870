import Artifacts
import Diagnostics

/// A condition on runs: `params.latent=2`, `status!=failed`, `bce<0.2`.
public struct RunFilter: Sendable {
  private enum Relation: String, CaseIterable {
    // The longer ones first.
    case unequal = "!="
    case atLeast = ">="
    case atMost = "<="
    case equal = "="
    case above = ">"
    case below = "<"
  }

  private var key: String
  private let relation: Relation
  private let value: String

  /// - Throws: where it is no condition.
  public init(_ text: String) throws {
    for relation in Relation.allCases {
      guard let place = text.firstRange(of: relation.rawValue), place.lowerBound > text.startIndex
      else { continue }
      // The first sign counts: `a<=b` has `<=` before `=`.
      let key = text[..<place.lowerBound]
      guard !key.contains(where: { "<>=!".contains($0) }) else { continue }
      self.key = String(key).trimmed
      self.relation = relation
      let rest = text[place.upperBound...]
      // Two signs mean what one means.
      let isDoubled = relation == .equal && rest.first == "="
      value = String(isDoubled ? rest.dropFirst() : rest).trimmed
      return
    }
    throw Diagnostic(
      "'\(text.excerpt)' is no condition", at: nil,
      notes: [.init("a condition is params.latent=2, status!=failed or bce<0.2")])
  }

  /// The condition for these runs: a param may go by its bare name, as a table heads its column.
  ///
  /// - Throws: a key that none of them has; a status that there is not, and what is no number where one is wanted.
  public func resolved(among runs: [IndexedRun]) throws -> RunFilter {
    var copy = self
    for name in [key, "params.\(key)"] where runs.contains(where: { $0.value(name) != nil }) {
      copy.key = name
      try copy.checkValue(among: runs)
      return copy
    }
    let known = Set(runs.flatMap(\.figures.names))
      .union(runs.flatMap { $0.record.request?.params.keys.map { "params.\($0)" } ?? [] })
    throw Diagnostic(
      "no run has '\(key.excerpt)'\(Suggestion.phrase(for: key, among: known.sorted()))", at: nil,
      notes: [
        .init(
          "a condition is of a param, a key of the experiment, a figure, or of name, hash, status, epochs, profile"
        )
      ])
  }

  private func checkValue(among runs: [IndexedRun]) throws {
    let states = RunRecord.Status.allCases.map(\.rawValue)
    if key == "status", !states.contains(value) {
      throw Diagnostic(
        "no run has the status '\(value.excerpt)'\(Suggestion.phrase(for: value, among: states))",
        at: nil, notes: [.init("it is one of \(states.joined(separator: ", "))")])
    }
    let isOrder = relation != .equal && relation != .unequal
    guard isOrder, !Self.words.contains(key), Double(value) == nil else { return }
    if runs.contains(where: { run in run.value(key).map { Double($0) != nil } ?? false }) {
      throw Diagnostic(
        "'\(key.excerpt)' is a number, and '\(value.excerpt)' is none", at: nil,
        notes: [.init("a condition is params.latent=2, status!=failed or bce<0.2")])
    }
  }

  /// Whether a run is so; of what a run does not have, only that it is not equal.
  public func holds(for run: IndexedRun) -> Bool {
    guard let found = run.value(key) else { return relation == .unequal }
    let order = Self.order(found, value, of: key)
    switch relation {
    case .equal: return order == 0
    case .unequal: return order != 0
    case .above: return order.map { $0 > 0 } ?? false
    case .below: return order.map { $0 < 0 } ?? false
    case .atLeast: return order.map { $0 >= 0 } ?? false
    case .atMost: return order.map { $0 <= 0 } ?? false
    }
  }

  /// What of a run is words, also where they read as numbers: a hash may be `12345e678901`.
  static let words: Set<String> = ["name", "hash", "profile", "status"]

  /// Below, equal or above: as numbers where both are, and the key is not that of words; `nil` where they have no order.
  static func order(_ a: String, _ b: String, of key: String) -> Int? {
    if words.contains(key) { return a < b ? -1 : a > b ? 1 : 0 }
    if let left = Double(a), let right = Double(b) {
      if left.isNaN || right.isNaN { return nil }
      return left < right ? -1 : left > right ? 1 : 0
    }
    // A number and a text have no order, but they do differ.
    if (Double(a) == nil) != (Double(b) == nil) { return nil }
    return a < b ? -1 : a > b ? 1 : 0
  }
}

extension String {
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
