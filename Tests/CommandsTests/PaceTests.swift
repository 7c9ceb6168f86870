import Testing

@testable import etch

@Suite("The pace that the progress line shows")
struct PaceTests {
  private static let start = ContinuousClock.now

  private static func moment(_ milliseconds: Int) -> ContinuousClock.Instant {
    start + .milliseconds(milliseconds)
  }

  private static func isNear(_ rate: Double?, _ expected: Double) -> Bool {
    abs((rate ?? .nan) / expected - 1) < 1e-6
  }

  @Test("Counts the time between steps, and not what came between two epochs")
  func pauses() {
    var pace = Pace()
    #expect(pace.stepsPerSecond == nil)
    for step in 0...10 { pace.stepEnded(at: Self.moment(100 * step)) }
    #expect(Self.isNear(pace.stepsPerSecond, 10))
    pace.pauses()
    for step in 0...10 { pace.stepEnded(at: Self.moment(60_000 + 100 * step)) }
    #expect(Self.isNear(pace.stepsPerSecond, 10))
  }

  @Test("Says nothing before two steps have followed each other")
  func first() {
    var pace = Pace()
    pace.stepEnded(at: .now)
    pace.pauses()
    pace.stepEnded(at: .now)
    #expect(pace.stepsPerSecond == nil)
  }

  @Test("Is that of the last epoch, however slow the first was")
  func epochs() {
    var pace = Pace()
    for step in 0...4 { pace.stepEnded(at: Self.moment(1000 * step)) }
    #expect(Self.isNear(pace.stepsPerSecond, 1))
    pace.epochEnded()
    #expect(Self.isNear(pace.stepsPerSecond, 1))
    for step in 0...4 { pace.stepEnded(at: Self.moment(9000 + 10 * step)) }
    #expect(Self.isNear(pace.stepsPerSecond, 100))
  }

  @Test("Forgets slow steps in a long stretch without epochs")
  func forgets() throws {
    var pace = Pace()
    for step in 0...20 { pace.stepEnded(at: Self.moment(1000 * step)) }
    for step in 1...1000 { pace.stepEnded(at: Self.moment(20_000 + 10 * step)) }
    #expect(try #require(pace.stepsPerSecond) > 99)
  }

  @Test("What is left counts from the end of the first step, before which programs are compiled")
  func forecast() {
    var forecast = Forecast()
    #expect(forecast.secondsLeft(after: 0, of: 10, at: Self.moment(0)) == nil)
    // Five seconds of compiling.
    forecast.stepEnded(1, at: Self.moment(5000))
    #expect(forecast.secondsLeft(after: 1, of: 11, at: Self.moment(5000)) == nil)
    forecast.stepEnded(2, at: Self.moment(5200))
    #expect(
      Self.isNear(forecast.secondsLeft(after: 2, of: 12, at: Self.moment(5200)), 2))
    // What comes between steps comes between those that are left as well.
    #expect(
      Self.isNear(forecast.secondsLeft(after: 3, of: 13, at: Self.moment(6000)), 5))
    #expect(forecast.secondsLeft(after: 13, of: 13, at: Self.moment(9000)) == 0)
  }
}
