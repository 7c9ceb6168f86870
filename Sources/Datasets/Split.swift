import Config
import Diagnostics
import Tensors

/// Which rows are trained on and which are kept for testing.
///
/// The rows of `holdout` are the first ⌊fraction · N + ½⌋ of a permutation keyed by (seed, name of the data), so a file sorted by
/// label is safe. Both parts keep the order of the file.
struct Split: Sendable {
  let train: [UInt32]
  /// `nil` where the set has no test part.
  let test: [UInt32]?

  /// - Throws: `holdout` where the set has a test part of its own, or one that leaves nothing; `split: test` without a test part.
  init(counts: SourceCounts, fields: Fields, seed: UInt64, name: String) throws {
    let holdout = fields.number("holdout")
    var train: [UInt32]
    var test: [UInt32]?
    let total: Int
    switch counts {
    case .whole(let count): total = count
    case .divided(let trainCount, let testCount): total = trainCount + testCount
    }
    guard total <= Int(Int32.max) else {
      throw Diagnostic("at most \(Int32.max) examples are read", at: fields.range)
    }
    switch counts {
    case .divided(let trainCount, _):
      guard holdout == 0 else {
        throw Diagnostic(
          "this set has a test part of its own; 'holdout' has nothing to do",
          at: fields.range(of: "holdout"))
      }
      train = (0..<trainCount).map { UInt32($0) }
      test = (trainCount..<total).map { UInt32($0) }
    case .whole where holdout == 0:
      train = (0..<total).map { UInt32($0) }
    case .whole:
      let held = Int((holdout * Double(total)).rounded(.toNearestOrAwayFromZero))
      guard held > 0, held < total else {
        throw Diagnostic(
          "a holdout of \(holdout) leaves \(held) of \(total) examples for testing",
          at: fields.range(of: "holdout"))
      }
      let order = Permutation.order(
        of: total, stream: RandomStream(seed: seed, path: ["data", name, "holdout"]), step: 0)
      test = order[..<held].sorted()
      train = order[held...].sorted()
    }
    switch fields.text("split") {
    case "all": train = (0..<total).map { UInt32($0) }
    case "test":
      guard let test else {
        throw Diagnostic(
          "this set has no test part", at: fields.range(of: "split"),
          notes: [.init("'holdout: 0.2' makes one")])
      }
      train = test
    default: break
    }
    self.train = train
    self.test = test
  }
}
