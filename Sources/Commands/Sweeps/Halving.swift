import Config
import Diagnostics

/// Successive halving: all trials run to a mark, are ranked by the objective, and the best part goes on. It is
/// synchronous: who goes on does not depend on the order in which trials arrive.
///
/// Source: Jamieson & Talwalkar 2016, algorithm 1.
struct Halving: Sendable {
  /// When trials are ranked.
  struct Mark: Sendable, Hashable {
    let count: Int
    let isEpochs: Bool

    var text: String { "\(count) \(isEpochs ? "epoch" : "step")\(count == 1 ? "" : "s")" }
  }

  /// The part of the settings that goes on.
  let keep: Double
  let marks: [Mark]

  init?(_ fields: Fields, problems: inout DiagnosticList) {
    keep = fields.number("keep")
    var marks: [Mark] = []
    var isWhole = true
    for value in fields.list("at") {
      let words = (value.node().text ?? "").split(separator: " ")
      guard words.count == 2, let count = Int(words[0]), (1...1_000_000_000).contains(count),
        ["epoch", "epochs", "step", "steps"].contains(words[1])
      else {
        problems.add(
          Diagnostic(
            "halving expects marks such as 1 epoch or 500 steps, found \(value.node().summary)",
            at: value.range))
        isWhole = false
        continue
      }
      let mark = Mark(count: count, isEpochs: words[1].hasPrefix("epoch"))
      if let last = marks.last, last.isEpochs != mark.isEpochs || last.count >= mark.count {
        problems.add(
          Diagnostic("the marks of halving ascend, all in epochs or all in steps", at: value.range))
        isWhole = false
      }
      marks.append(mark)
    }
    guard isWhole else { return nil }
    self.marks = marks
  }

  /// How many of so many settings go on: at least one.
  func survivors(of count: Int) -> Int { max(1, Int((Double(count) * keep).rounded(.up))) }
}
