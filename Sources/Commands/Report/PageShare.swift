/// When a page may be written that is written again and again: such pages take a small part of the time.
struct PageShare: Sendable {
  /// They take at most one part in so many.
  private static let share = 20

  private var earliest = ContinuousClock.now

  /// Whether the next one may be written.
  var isDue: Bool { earliest <= ContinuousClock.now }

  /// Counts one that is written now.
  ///
  /// - Parameter began: when it was begun.
  mutating func spent(since began: ContinuousClock.Instant) {
    let now = ContinuousClock.now
    earliest = now + (now - began) * Self.share
  }
}
