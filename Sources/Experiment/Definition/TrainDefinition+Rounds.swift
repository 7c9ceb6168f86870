import Diagnostics

extension TrainDefinition {
  private static let mostRounds = 1_000_000

  /// The rounds: every combination of their values, the last name varying fastest; one empty one where there are none.
  ///
  /// - Throws: more of them than can be meant.
  package func combinations() throws -> [[String: Double]] {
    var count = 1
    for values in rounds.values {
      // Both factors are small: a list in a file, and what passed the guard.
      count *= values.count
      guard count <= Self.mostRounds else {
        throw Diagnostic("the values of 'rounds' make more than a million rounds", at: nil)
      }
    }
    return rounds.reduce([[:]]) { partial, round in
      partial.flatMap { chosen in
        round.value.map { chosen.merging([round.key: $0]) { _, new in new } }
      }
    }
  }
}
