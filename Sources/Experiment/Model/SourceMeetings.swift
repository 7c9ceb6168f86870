import Config
import Layers

/// Finds where the examples of several sources meet one by one: in a loss of one and the other, in a product or comparison.
///
/// A sum of both is no meeting yet: the mean of `a − b` is the same in any order. What is done to a sum is one, unless it is a mean. Networks
/// and mixtures (`interpolate`, `concat`) take what they are given together without pairing it.
struct SourceMeetings {
  /// Sources whose examples belong together in a value, and those that were added to them.
  typealias Groups = Set<Set<String>>

  /// Two sources that meet.
  struct Meeting {
    let first: String
    let second: String
    let expression: ExpressionTree
  }

  /// What names stand for.
  private let named: [String: ExpressionTree]
  private let sources: Set<String>
  private let areUnpaired: (String, String) -> Bool
  private var known: [String: Groups] = [:]
  private(set) var meetings: [Meeting] = []

  /// - Parameters:
  ///   - named: values, losses and metrics.
  ///   - sources: the data whose examples may be torn apart.
  ///   - areUnpaired: whether nothing says that two sources belong together.
  init(
    named: [String: ExpressionTree], sources: Set<String>,
    areUnpaired: @escaping (String, String) -> Bool
  ) {
    self.named = named
    self.sources = sources
    self.areUnpaired = areUnpaired
  }

  /// Looks at an expression and all that it reads.
  mutating func look(at expression: ExpressionTree) { _ = groups(expression) }

  private static let linear: Set<String> = ["mean", "sum", "stop_gradient"]
  private static let mixing: Set<String> = ["interpolate", "concat", "gradient", "frechet"]
  /// Of which only the shape of an argument counts.
  private static let made: Set<String> = [
    "normal", "uniform", "bernoulli", "randint", "zeros", "ones", "lattice", "range",
  ]

  private mutating func groups(_ expression: ExpressionTree) -> Groups {
    switch expression.kind {
    case .number, .text: return []
    case .name(let name): return groups(named: name)
    case .member(let base, _): return groups(base)
    case .slice(let base, _): return groups(base)
    case .negate(let operand): return groups(operand)
    case .list(let items): return together(items.map { groups($0) })
    case .call(let name, let arguments, let keywords):
      return groups(ofCall: name, arguments, keywords, expression)
    case .binary(let symbol, let left, let right):
      let (first, second) = (groups(left), groups(right))
      switch symbol {
      case .add, .subtract: return Self.joined([first, second])
      case .multiply where first.isEmpty || second.isEmpty: return Self.joined([first, second])
      case .divide where second.isEmpty: return first
      default: return meet(Self.joined([first, second]), at: expression)
      }
    }
  }

  private mutating func groups(named name: String) -> Groups {
    if sources.contains(name) { return [[name]] }
    guard let expression = named[name] else { return [] }
    if let known = known[name] { return known }
    // A name that reads itself is told of elsewhere.
    known[name] = []
    let found = groups(expression)
    known[name] = found
    return found
  }

  private mutating func groups(
    ofCall name: String, _ arguments: [ExpressionTree], _ keywords: [ExpressionTree.Keyword],
    _ expression: ExpressionTree
  ) -> Groups {
    if Self.made.contains(name) { return [] }
    let all = (arguments + keywords.map(\.value)).map { groups($0) }
    let keepsExamples = keywords.contains { keyword in
      if keyword.name == "axis" { return true }
      let word: String
      switch keyword.value.kind {
      case .name(let name): word = name
      case .text(let text): word = text
      default: return false
      }
      return keyword.name == "per" && word == "example"
        || keyword.name == "reduction" && word == "none"
    }
    if LossCatalogue.has(name) {
      let met = meet(Self.joined(all), at: expression)
      return keepsExamples ? met : []
    }
    guard Vocabulary.standard.functions.has(name) else { return together(all) }
    if Self.mixing.contains(name) { return together(all) }
    if Self.linear.contains(name) {
      return keepsExamples || name == "stop_gradient" ? Self.joined(all) : []
    }
    let met = meet(Self.joined(all), at: expression)
    return ["std", "max"].contains(name) && !keepsExamples ? [] : met
  }

  /// Notes the sources of different groups, which are one from here on.
  private mutating func meet(_ groups: Groups, at expression: ExpressionTree) -> Groups {
    let sorted = groups.map { $0.sorted() }.sorted { $0.lexicographicallyPrecedes($1) }
    for (index, group) in sorted.enumerated() {
      for other in sorted[(index + 1)...] {
        for first in group {
          for second in other where areUnpaired(first, second) {
            meetings.append(Meeting(first: first, second: second, expression: expression))
          }
        }
      }
    }
    return together([groups])
  }

  private func together(_ all: [Groups]) -> Groups {
    let union = all.flatMap { $0 }.reduce(into: Set<String>()) { $0.formUnion($1) }
    return union.isEmpty ? [] : [union]
  }

  /// All groups; those with a source in common are one.
  private static func joined(_ all: [Groups]) -> Groups {
    all.flatMap { $0 }.reduce(into: Groups()) { groups, group in
      let touching = groups.filter { !$0.isDisjoint(with: group) }
      groups.subtract(touching)
      groups.insert(touching.reduce(group) { $0.union($1) })
    }
  }
}
