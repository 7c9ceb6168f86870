/// How many steps a second training takes, without what comes between them: metrics, pictures, checkpoints.
struct Pace {
  private var last: ContinuousClock.Instant?
  private var taken = Duration.zero
  private var steps = 0

  /// Counts the time since the step before, unless something came between.
  mutating func stepEnded(at now: ContinuousClock.Instant) {
    if let last {
      taken += now - last
      steps += 1
    }
    last = now
  }

  /// Something else than steps takes time from the last step on.
  mutating func pauses() { last = nil }

  var stepsPerSecond: Double? { taken > .zero ? Double(steps) / (taken / .seconds(1)) : nil }
}
