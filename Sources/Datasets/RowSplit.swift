import Config
import Diagnostics
import Tensors

/// Which rows are trained on and which are kept for testing.
///
/// The rows of `holdout` are the first ⌊fraction · N + ½⌋ of a permutation keyed by (seed, name of the data), so a file sorted by
/// label is safe. Both parts keep the order of the file.
struct RowSplit: Sendable {
  let train: [UInt32]
  /// `nil` where the set has no test part.
  let test: [UInt32]?

  /// - Throws: as ``counts(_:fields:)``.
  init(counts: SourceCounts, fields: Fields, seed: UInt64, name: String) throws {
    let rows = 0..<UInt32(clamping: counts.total)
    let held: [UInt32]?
    let kept: [UInt32]
    switch (counts, try Self.counts(counts, fields: fields).test) {
    case (.divided(let trainCount, _), _):
      (kept, held) = (Array(rows.prefix(trainCount)), Array(rows.dropFirst(trainCount)))
    case (.whole, nil):
      (kept, held) = (Array(rows), nil)
    case (.whole(let total), let testCount?):
      let order = Permutation.order(
        of: total, stream: RandomStream(seed: seed, path: ["data", name, "holdout"]), step: 0)
      (kept, held) = (order[testCount...].sorted(), order[..<testCount].sorted())
    }
    test = held
    train =
      switch fields.text("split") {
      case "all": Array(rows)
      case "test": held ?? []
      default: kept
      }
  }

  /// How many rows are trained on and how many are kept for testing, in constant time and space.
  ///
  /// - Throws: `holdout` where the set has a test part of its own, or one that leaves nothing; `split: test` without a test part.
  static func counts(_ counts: SourceCounts, fields: Fields) throws -> (train: Int, test: Int?) {
    let total = counts.total
    guard total <= Int(Int32.max) else {
      throw Diagnostic("at most \(Int32.max) examples are read", at: fields.range)
    }
    let test = try testCount(of: counts, fields: fields)
    switch fields.text("split") {
    case "all": return (total, test)
    case "test":
      guard let test else {
        throw Diagnostic(
          "this set has no test part", at: fields.range(of: "split"),
          notes: [.init("'holdout: 0.2' makes one")])
      }
      return (test, test)
    default: return (total - (test ?? 0), test)
    }
  }

  private static func testCount(of counts: SourceCounts, fields: Fields) throws -> Int? {
    let holdout = fields.number("holdout")
    switch counts {
    case .divided(_, let testCount):
      guard holdout == 0 else {
        throw Diagnostic(
          "this set has a test part of its own; 'holdout' has nothing to do",
          at: fields.range(of: "holdout"))
      }
      return testCount
    case .whole where holdout == 0: return nil
    case .whole(let total):
      let held = Int((holdout * Double(total)).rounded(.toNearestOrAwayFromZero))
      guard held > 0, held < total else {
        throw Diagnostic(
          "a holdout of \(holdout) leaves \(held) of \(total) examples for testing",
          at: fields.range(of: "holdout"))
      }
      return held
    }
  }
}
