import Experiment

/// When something that happens every so often is due.
struct Cadence {
  let interval: Interval
  private var lastMinutes = 0.0

  init(_ interval: Interval) { self.interval = interval }

  /// Whether it is due now that a step (and perhaps an epoch or a round) has ended. `minutes` since the run
  /// began decides for intervals in minutes only.
  mutating func isDue(
    _ progress: TrainingProgress, epochEnded: Bool, roundEnded: Bool = false, minutes: Double
  ) -> Bool {
    switch interval {
    case .epochs(let count): return epochEnded && progress.epoch % count == 0
    case .steps(let count): return progress.step % count == 0
    case .minutes(let count):
      guard minutes - lastMinutes >= count else { return false }
      lastMinutes = minutes
      return true
    case .rounds: return roundEnded
    }
  }
}
