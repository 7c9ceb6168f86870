/// How many steps a second training takes, without what comes between them: metrics, pictures, checkpoints.
///
/// Earlier steps count less and less, so that a first epoch that was slow is forgotten.
struct Pace {
  /// After so many steps, what was counted so far counts half.
  private static let window = 100.0

  private var last: ContinuousClock.Instant?
  private var seconds = 0.0
  private var steps = 0.0
  /// The rate before the epoch that has begun.
  private var before: Double?

  /// Counts the time since the step before, unless something came between.
  mutating func stepEnded(at now: ContinuousClock.Instant) {
    if let last {
      seconds += (now - last) / .seconds(1)
      steps += 1
      if steps >= Self.window { (seconds, steps) = (seconds / 2, steps / 2) }
    }
    last = now
  }

  /// Something else than steps takes time from the last step on.
  mutating func pauses() { last = nil }

  /// The next steps are an epoch of their own.
  mutating func epochEnded() {
    before = stepsPerSecond
    (last, seconds, steps) = (nil, 0, 0)
  }

  var stepsPerSecond: Double? { seconds > 0 ? steps / seconds : before }
}

/// How long training takes in all: from the end of the first step on, before which programs are compiled.
struct Forecast {
  private var first: (at: ContinuousClock.Instant, step: Int)?

  mutating func stepEnded(_ step: Int, at now: ContinuousClock.Instant) {
    if first == nil { first = (now, step) }
  }

  /// The seconds that are left after a step, with all that comes between steps; `nil` before there are two.
  func secondsLeft(after step: Int, of steps: Int, at now: ContinuousClock.Instant) -> Double? {
    guard let first, step > first.step else { return nil }
    return (now - first.at) / .seconds(1) / Double(step - first.step) * Double(max(0, steps - step))
  }
}
