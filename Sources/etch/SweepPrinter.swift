import Commands
import Foundation

/// Shows how a sweep goes on standard error: a line for each trial that has ended; on a terminal also one for each that
/// runs, written over.
final class SweepPrinter {
  private let plan: SweepPlan
  private let isInteractive: Bool
  /// How many lines are written over.
  private var openLines = 0
  private var width: Int

  init(_ plan: SweepPlan, isInteractive: Bool = Terminal.isInteractive) {
    self.plan = plan
    self.isInteractive = isInteractive
    width = min(40, plan.longestPhrase)
  }

  func tell(_ event: SweepRun.Event) {
    switch event {
    case .began(let finished, let failed):
      let parts =
        [
          finished > 0 ? "\(finished) finished before" : nil,
          failed > 0 ? "\(failed) failed before (--retry-failed runs them again)" : nil,
        ]
        .compactMap { $0 }
      say(plan.heading + parts.map { ", " + $0 }.joined())
    case .ended(let trial): say(line(trial))
    case .halved(let mark, let left, let alive):
      say("after \(mark): \(alive) trial\(alive == 1 ? " goes" : "s go") on, \(left) left behind")
    case .remark(let text): say(text)
    case .running(let trials):
      guard isInteractive else { return }
      show(
        trials.map { phrase, line in
          "  " + phrase.padding(toLength: width, withPad: " ", startingAt: 0) + "  " + line
        })
    }
  }

  /// ` 3/12  latent=2 seed=3   finished   bce 0.1712   11 s`
  private func line(_ trial: SweepRun.EndedTrial) -> String {
    let (number, total) = ("\(trial.number)", "\(trial.total)")
    let margin = String(repeating: " ", count: max(0, total.count - number.count))
    let phrase = trial.phrase.padding(
      toLength: max(width, trial.phrase.count), withPad: " ", startingAt: 0)
    var line = "\(margin)\(number)/\(total)  \(phrase)  "
    switch trial.state {
    case .failed(let reason): line += "FAILED: \(reason)  \(trial.log)"
    case .finished: line += "finished  \(trial.figures)  \(Self.clock(trial.seconds))"
    case .waiting: line += "interrupted before it began; it waits"
    case .interrupted, .diverged, .pruned:
      line += "\(trial.state.word)  \(Self.clock(trial.seconds))"
    }
    return line
  }

  private static func clock(_ seconds: Double) -> String {
    seconds < 100 ? "\(Int(seconds.rounded())) s" : ProgressPrinter.clock(seconds)
  }

  /// Writes lines over those that were open.
  private func show(_ lines: [String]) {
    clear()
    let columns = Terminal.columns ?? 80
    for line in lines {
      Terminal.progress(String(line.prefix(columns - 1)), over: true, ends: true)
    }
    openLines = lines.count
  }

  private func clear() {
    if openLines > 0 { Terminal.moveUp(openLines) }
    openLines = 0
  }

  private func say(_ text: String) {
    clear()
    Terminal.error(text)
  }

  /// Removes what is written over.
  func close() { clear() }
}
