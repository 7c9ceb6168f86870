import Config
import Diagnostics
import Experiment
import Training

/// Successive halving: all trials run to a mark, are ranked by the objective, and the best part goes on. It is
/// synchronous: who goes on does not depend on the order in which trials arrive.
///
/// Source: Jamieson & Talwalkar 2016, algorithm 1.
struct Halving: Sendable {
  /// When trials are ranked.
  struct Mark: Sendable, Hashable {
    let count: Int
    let isEpochs: Bool
    /// Where it is written.
    let range: SourceRange?

    var text: String { count.counted(isEpochs ? "epoch" : "step") }
  }

  /// The part of the settings that goes on.
  let keep: Double
  let marks: [Mark]

  /// The marks of a list; `nil` where one of them is wrong, which is told.
  static func marks(_ list: [ConfigNode], problems: inout DiagnosticList) -> [Mark]? {
    var marks: [Mark] = []
    var isWhole = true
    for value in list {
      let words = (value.text ?? "").split(separator: " ")
      guard words.count == 2, let count = Int(words[0]), (1...1_000_000_000).contains(count),
        ["epoch", "epochs", "step", "steps"].contains(words[1])
      else {
        problems.add(
          Diagnostic(
            "halving expects marks such as 1 epoch or 500 steps, found \(value.summary)",
            at: value.range))
        isWhole = false
        continue
      }
      // Between lines of the log there is no figure to rank by; a shorter trial has more of them, at these steps too.
      if words[1].hasPrefix("step"), count % LogInterval.longest != 0 {
        problems.add(
          Diagnostic(
            "a mark in steps is a multiple of \(LogInterval.longest): that is how often losses are logged",
            at: value.range))
        isWhole = false
        continue
      }
      let mark = Mark(
        count: count, isEpochs: words[1].hasPrefix("epoch"), range: value.range)
      if let last = marks.last, last.isEpochs != mark.isEpochs || last.count >= mark.count {
        problems.add(
          Diagnostic("the marks of halving ascend, all in epochs or all in steps", at: value.range))
        isWhole = false
      }
      marks.append(mark)
    }
    return isWhole ? marks : nil
  }

  /// Reports marks that an experiment of this length comes to only when it ends, or not at all.
  func check(against length: TrainDefinition.Length, problems: inout DiagnosticList) {
    for mark in marks {
      let (end, unit): (Int, String)
      switch (length, mark.isEpochs) {
      case (.epochs(let count), true): (end, unit) = (count, "epochs")
      case (.steps(let count), false): (end, unit) = (count, "steps")
      default: continue
      }
      guard mark.count >= end else { continue }
      problems.add(
        Diagnostic(
          "training ends after \(end) \(unit), so nobody is left at \(mark.text)", at: mark.range,
          notes: [.init("a mark lies before the end")]))
    }
  }

  /// How many of so many settings go on: at least one.
  func survivors(of count: Int) -> Int { max(1, Int((Double(count) * keep).rounded(.up))) }
}
