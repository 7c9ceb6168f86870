import Testing

@testable import etch

@Suite("The pace that the progress line shows")
struct PaceTests {
  @Test("Counts the time between steps, and not what came between two epochs")
  func pauses() {
    var pace = Pace()
    let start = ContinuousClock.now
    #expect(pace.stepsPerSecond == nil)
    for step in 0...10 { pace.stepEnded(at: start + .milliseconds(100 * step)) }
    #expect(pace.stepsPerSecond == 10)
    pace.pauses()
    for step in 0...10 { pace.stepEnded(at: start + .seconds(60) + .milliseconds(100 * step)) }
    #expect(pace.stepsPerSecond == 10)
  }

  @Test("Says nothing before two steps have followed each other")
  func first() {
    var pace = Pace()
    pace.stepEnded(at: .now)
    pace.pauses()
    pace.stepEnded(at: .now)
    #expect(pace.stepsPerSecond == nil)
  }
}
