import Diagnostics
import Experiment

/// What the figures were at their best that have a better direction: those that the experiment goes by, and what its only
/// update minimizes.
struct BestFigures {
  private let goals: [WatchedFigure]
  private var best: [String: Double] = [:]
  /// Evaluations so far: of the first, nothing is said.
  private var count = 0

  init(_ goals: [WatchedFigure]) { self.goals = goals }

  /// Takes in the evaluations of a log, as if they were taken one by one.
  mutating func take(_ log: [JSON]) {
    for line in log where line["kind"] == .string("epoch") {
      _ = take(
        goals.compactMap { goal in
          line[goal.name]?.double.map { (name: goal.name, value: $0) }
        })
    }
  }

  /// The figures that are better than at any evaluation before.
  mutating func take(_ figures: [(name: String, value: Double)]) -> [String] {
    count += 1
    return goals.compactMap { goal in
      guard let value = figures.first(where: { $0.name == goal.name })?.value,
        goal.isBetter(value, than: best[goal.name])
      else { return nil }
      best[goal.name] = value
      return count > 1 ? goal.name : nil
    }
  }
}
