import Config
import RecordedCases
import Testing

@testable import Layers

@Suite struct ScheduleTests {
  @Test(
    "a schedule's value after so many applications and epochs",
    arguments: [
      ("0.1", 7, 3, 0.1),
      ("{constant: 0.2}", 7, 3, 0.2),
      (
        "{exponential_decay: {initial: 100, every: 100 steps, rate: 0.96}}", 50, 0,
        97.97958971132712
      ),
      (
        "{exponential_decay: {initial: 100, every: 100 steps, rate: 0.96, staircase: true}}", 150,
        0, 96
      ),
      ("{exponential_decay: {initial: 1, every: 2 epochs, rate: 0.25}}", 999, 3, 0.125),
      ("{linear_decay: {initial: 2, start: 100 epochs, end: 200 epochs}}", 5, 100, 2),
      ("{linear_decay: {initial: 2, start: 100 epochs, end: 200 epochs}}", 5, 150, 1),
      ("{linear_decay: {initial: 2, start: 100 epochs, end: 200 epochs}}", 5, 300, 0),
      ("{linear_decay: {initial: 1, final: 0.5, end: 10 steps}}", 5, 0, 0.75),
      ("{cosine: {initial: 1, over: 100 steps}}", 0, 0, 1),
      ("{cosine: {initial: 1, over: 100 steps, final: 0.2}}", 50, 0, 0.6),
      ("{cosine: {initial: 1, over: 100 steps, final: 0.2}}", 500, 0, 0.2),
      ("{step: {initial: 1, every: 30 epochs}}", 0, 29, 1),
      ("{step: {initial: 1, every: 30 epochs}}", 0, 60, 0.01),
      ("{warmup: {over: 4 steps, then: 8}}", 0, 0, 2),
      ("{warmup: {over: 4 steps, then: 8}}", 9, 0, 8),
      ("{warmup: {over: 2 steps, then: {cosine: {initial: 1, over: 8 steps}}}}", 4, 0, 0.5),
    ] as [(String, Int, Int, Double)])
  func values(_ text: String, _ applications: Int, _ epoch: Int, _ expected: Double) throws {
    let progress = ScheduleProgress(applications: applications, epoch: epoch)
    #expect(try abs(schedule(text).value(at: progress) - expected) < 1e-12)
  }

  @Test(
    "within an epoch of 4 steps, after 2 epochs and so many steps",
    arguments: [
      ("{cosine: {initial: 1, over: 4 epochs}}", 0, 0.5),
      ("{cosine: {initial: 1, over: 5 epochs}}", 2, 0.5),
      ("{cosine: {initial: 1, over: 4 epochs, staircase: true}}", 3, 0.5),
      ("{linear_decay: {initial: 1, end: 4 epochs}}", 1, 0.4375),
      ("{linear_decay: {initial: 1, start: 1 epoch, end: 4 epochs}}", 2, 0.5),
      ("{linear_decay: {initial: 1, end: 4 epochs, staircase: true}}", 3, 0.5),
      ("{exponential_decay: {initial: 1, every: 0.5 epochs, rate: 0.5}}", 1, 0.04419417382415922),
      (
        "{exponential_decay: {initial: 1, every: 0.5 epochs, rate: 0.5, staircase: true}}", 3,
        0.03125
      ),
      ("{step: {initial: 1, every: 0.5 epochs}}", 1, 1e-4),
      ("{step: {initial: 1, every: 0.5 epochs}}", 2, 1e-5),
      ("{step: {initial: 1, every: 0.5 epochs, staircase: true}}", 3, 1e-4),
      ("{warmup: {over: 4 epochs, then: 8}}", 0, 4.5),
      ("{warmup: {over: 4 epochs, then: 8}}", 1, 5),
      ("{warmup: {over: 4 epochs, then: 8, staircase: true}}", 3, 6),
      ("{warmup: {over: 2.5 epochs, then: 8}}", 3, 8),
    ] as [(String, Int, Double)])
  func withinEpochs(_ text: String, _ step: Int, _ expected: Double) throws {
    let progress = ScheduleProgress(
      applications: 8 + step, epoch: 2, stepInEpoch: step, stepsPerEpoch: 4)
    #expect(try abs(schedule(text).value(at: progress) - expected) < 1e-12)
  }

  @Test("a stretch of a part of an epoch ends at its step, whatever the quotients are rounded to")
  func partsOfEpochs() throws {
    let rates = try [
      "{step: {initial: 1, every: 0.1 epochs, rate: 0.5}}",
      "{exponential_decay: {initial: 1, every: 0.1 epochs, rate: 0.5, staircase: true}}",
    ].map { try schedule($0) }
    for step in 0..<40 {
      let progress = ScheduleProgress(
        applications: step, epoch: step / 10, stepInEpoch: step % 10, stepsPerEpoch: 10)
      for rate in rates {
        #expect(rate.value(at: progress) == 1 / Double(1 << step), "step \(step)")
      }
    }
  }

  @Test(
    "stairs are as wide as epochs, so stretches in steps have none",
    arguments: [
      "{cosine: {initial: 1, over: 100 steps, staircase: true}}",
      "{linear_decay: {initial: 1, end: 100 steps, staircase: true}}",
      "{step: {initial: 1, every: 100 steps, staircase: true}}",
      "{warmup: {over: 100 steps, then: 1, staircase: true}}",
    ])
  func stairs(_ text: String) {
    #expect(
      messages { _ = try schedule(text) }.first?.hasPrefix("'staircase' goes by whole epochs")
        == true)
  }

  @Test(
    "a stretch of training that is none is told so",
    arguments: [
      ("ten steps", "unknown param 'ten'; a param is written 'params: {ten: …}'"),
      (
        "100 minutes",
        "'over' of cosine expects a count and a unit, such as '1 epoch' or '500 steps', found the text '100 minutes'"
      ),
      ("-3 steps", "'over' of cosine expects a count above 0, found -3"),
    ])
  func spans(_ text: String, _ expected: String) {
    #expect(
      messages { _ = try schedule("{cosine: {initial: 1, over: \(text)}}") } == [expected])
  }

  @Test("a decay must begin before it ends")
  func order() {
    #expect(
      messages {
        _ = try schedule("{linear_decay: {initial: 1, start: 5 epochs, end: 100 steps}}")
      } == ["'start' must lie before 'end', both in steps or both in epochs"])
  }
}
