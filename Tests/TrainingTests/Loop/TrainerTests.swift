import Artifacts
import Diagnostics
import Foundation
import Testing

@testable import Experiment
@testable import Training

/// Experiments without data whose numbers can be worked out by hand.
@Suite("The trainer")
struct TrainerTests {
  private static func experiment(
    _ step: String, steps: Int = 10, more: String = "", outputs: String = ""
  ) -> String {
    """
    etch: 1
    name: counting
    variables:
      a: {init: "ones([1])"}
      b: {init: "zeros([1]) + 1", clip: [-1000, 1000]}
    losses:
      far: sum(square(a - 3))
    train:
      steps: \(steps)
    \(more)
      optimizer: {sgd: {learning_rate: 0.25}}
      step: \(step)
    outputs:
      checkpoints: {every: 1000 steps}
    \(outputs)
    """
  }

  @Test(
    "applies an update every so many steps and so many times in one",
    arguments: [
      ("{assign: a + 1}", 11.0), ("{assign: a + 1, every: 3 steps}", 4),
      ("{assign: a + 1, times: 2}", 21), ("{assign: a + 1, every: 4 steps, times: 3}", 7),
      ("{assign: a + 1, every: 10 steps}", 2), ("{assign: a + 1, every: 100 steps}", 1),
    ])
  func repetition(update: String, result: Double) throws {
    let rehearsal = try Rehearsal(Self.experiment("[{a: \(update)}]"))
    #expect(try rehearsal.trainer().run() == .finished)
    #expect(try rehearsal.values("a") == [result])
  }

  @Test("takes the updates of one stage at the same values")
  func simultaneous() throws {
    let rehearsal = try Rehearsal(
      Self.experiment("[{a: {assign: a + b}, b: {assign: a}}]", steps: 6))
    #expect(try rehearsal.trainer().run() == .finished)
    #expect(try rehearsal.values("a") == [21])
    #expect(try rehearsal.values("b") == [13])
  }

  @Test("takes the stages one after the other")
  func sequential() throws {
    let rehearsal = try Rehearsal(
      Self.experiment("[{a: {assign: a + b}}, {b: {assign: a}}]", steps: 6))
    #expect(try rehearsal.trainer().run() == .finished)
    #expect(try rehearsal.values("a") == [64])
    #expect(try rehearsal.values("b") == [64])
  }

  @Test("mixes repetitions within a stage: an update sits out where its turn is over")
  func mixedRepetitions() throws {
    let rehearsal = try Rehearsal(
      Self.experiment(
        "[{a: {assign: a + 1, times: 3}, b: {assign: b + 10, every: 2 steps}}]", steps: 4))
    #expect(try rehearsal.trainer().run() == .finished)
    #expect(try rehearsal.values("a") == [13])
    #expect(try rehearsal.values("b") == [21])
  }

  @Test("keeps a variable within its bounds after every update")
  func clip() throws {
    let rehearsal = try Rehearsal(Self.experiment("[{b: {assign: b * 10}}]"))
    #expect(try rehearsal.trainer().run() == .finished)
    #expect(try rehearsal.values("b") == [1000])
  }

  @Test("follows a gradient down, and up")
  func gradients() throws {
    let down = try Rehearsal(Self.experiment("[{a: {minimize: far}}]", steps: 4))
    #expect(try down.trainer().run() == .finished)
    #expect(try down.values("a") == [3 - 2.0 / 16])
    let up = try Rehearsal(Self.experiment("[{a: {maximize: far}}]", steps: 2))
    #expect(try up.trainer().run() == .finished)
    #expect(try up.values("a") == [3 - 2 * 2.25])
  }

  private static let rounds = experiment(
    "[{a: {assign: a + k}}, {b: {assign: b + k, every: 2 steps}}]", steps: 3,
    more: "  rounds: {k: [1, 10, 100]}\n  start: {b: b * 0 + k}",
    outputs: """
        samples:
          view: {grid: "ones([4, 4, 1]) * k / 100 + height / 1000", count: 1, every: 1 steps}
      metrics:
        height: {value: mean(a)}
      """)

  @Test("repeats the schedule once a round, with its values and start")
  func roundsRepeat() throws {
    let rehearsal = try Rehearsal(Self.rounds)
    #expect(try rehearsal.trainer().run() == .finished)
    #expect(try rehearsal.values("a") == [1 + 3 + 30 + 300])
    #expect(try rehearsal.values("b") == [200])
    let ends = try rehearsal.log().filter { $0["kind"] == .string("epoch") }
    #expect(ends.compactMap { $0["round"] } == [.integer(1), .integer(2), .integer(3)])
    #expect(ends.compactMap { $0["height"]?.double } == [4, 34, 334])
  }

  @Test("goes on within a round as if nothing had happened", arguments: 0...9)
  func roundsResume(stop: Int) throws {
    let whole = try Rehearsal(Self.rounds)
    #expect(try whole.trainer().run() == .finished)
    let first = try Rehearsal(Self.rounds)
    #expect(try first.trainer(stopAfter: stop).run() == (stop == 9 ? .finished : .stopped))
    let second = try Rehearsal(Self.rounds, after: first)
    let trainer = try second.trainer()
    #expect(trainer.progress.totalSteps == stop)
    #expect(try trainer.run() == .finished)
    let name = "/checkpoints/round-0003-step-00000003.safetensors.zst"
    #expect(
      try InputFile.contents(of: second.folder.path + name)
        == InputFile.contents(of: whole.folder.path + name))
    #expect(
      try InputFile.contents(of: second.folder.metrics)
        == InputFile.contents(of: whole.folder.metrics))
    for moment in try Folder.names(in: whole.folder.path + "/samples") {
      #expect(
        try InputFile.contents(of: second.folder.sample("view", at: moment))
          == InputFile.contents(of: whole.folder.sample("view", at: moment)), "\(moment)")
    }
  }

  @Test("combines several rounds' values, the last varying fastest")
  func combinations() throws {
    let rehearsal = try Rehearsal(
      Self.experiment(
        "[{a: {assign: 10 * a + i * j}}]", steps: 1, more: "  rounds: {i: [1, 2], j: [1, 3]}"))
    #expect(try rehearsal.trainer().run() == .finished)
    #expect(try rehearsal.values("a") == [11326])
  }

  @Test("refuses more rounds than can be meant, and more steps")
  func excess() throws {
    let many = (1...1001).map { String($0) }.joined(separator: ", ")
    let rounds = try Rehearsal(
      Self.experiment("[{a: {assign: a + i + j}}]", more: "  rounds: {i: [\(many)], j: [\(many)]}"))
    #expect(
      diagnosis { try rounds.trainer() } == "the values of 'rounds' make more than a million rounds"
    )
    let steps = try Rehearsal(
      Self.experiment(
        "[{a: {assign: a + i}}]", steps: 1_000_000_000,
        more: "  rounds: {i: [\(many)], j: [\(many.prefix(3000).dropLast(2))]}"))
    #expect(diagnosis { try steps.trainer() } == "this schedule has more than 2^48 steps")
  }

  @Test("saves on request, says so, and the next one goes on")
  func interruption() throws {
    let text = Self.experiment("[{a: {assign: 2 * a + 1}}]")
    let first = try Rehearsal(text)
    first.observer.afterStep = { if $0 == 4 { first.stop.request() } }
    #expect(try first.trainer().run() == .interrupted)
    #expect(try first.checkpointNames() == ["step-00000004"])
    let second = try Rehearsal(text, after: first)
    #expect(try second.trainer().run() == .finished)
    #expect(second.observer.steps == 6)
    #expect(try second.values("a") == [2047])
  }

  @Test("writes the initial state for zero steps, and keeps what was reached before")
  func zeroSteps() throws {
    let text = Self.experiment("[{a: {assign: a + 1}}]")
    let first = try Rehearsal(text)
    #expect(try first.trainer(stopAfter: 0).run() == .stopped)
    #expect(try first.checkpointNames() == ["step-00000000"])
    let second = try Rehearsal(text, after: first)
    #expect(try second.trainer(stopAfter: 5).run() == .stopped)
    let third = try Rehearsal(text, after: second)
    #expect(try third.trainer(stopAfter: 3).run() == .stopped)
    #expect(third.observer.steps == 0)
    #expect(try third.values("a") == [6])
  }

  @Test("keeps as many checkpoints as it is told, the newest", arguments: [1, 2, 5, 20])
  func retention(kept: Int) throws {
    let text = Self.experiment("[{a: {assign: a + 1}}]")
      .replacing("{every: 1000 steps}", with: "{every: 1 steps, keep: \(kept)}")
    let rehearsal = try Rehearsal(text)
    #expect(try rehearsal.trainer().run() == .finished)
    let names = (1...10).suffix(kept).map { $0 < 10 ? "step-0000000\($0)" : "step-000000\($0)" }
    #expect(try rehearsal.checkpointNames() == names)
  }

  @Test("shows a finished run again without another step")
  func again() throws {
    let first = try Rehearsal(Self.rounds)
    #expect(try first.trainer().run() == .finished)
    let second = try Rehearsal(Self.rounds, after: first)
    let before = try InputFile.contents(of: second.folder.metrics)
    #expect(try second.trainer().run() == .finished)
    #expect(second.observer.steps == 0)
    #expect(second.observer.written.map { $0.hasSuffix("view.png") } == [true])
    #expect(try InputFile.contents(of: second.folder.metrics) == before)
  }

  @Test(
    "refuses progress that its schedule does not have",
    arguments: [(4, 0, "round 4"), (0, 4, "step 4"), (1 << 52, 0, "round")])
  func foreignProgress(round: Int, step: Int, message: String) throws {
    let rehearsal = try Rehearsal(Self.rounds)
    let schedule = try #require(rehearsal.model.definition.train)
    var progress = TrainingProgress()
    progress.round = round
    progress.step = step
    let found = diagnosis { try progress.fit(ScheduleExtent(schedule, plan: nil)) }
    #expect(found.contains("the checkpoint stands at \(message)"))
  }

  @Test("an animation is never replaced by one of fewer pictures")
  func animation() throws {
    let text = Self.rounds.replacing("every: 1 steps}", with: "every: 1 steps, gif: true}")
    let first = try Rehearsal(text)
    #expect(try first.trainer().run() == .finished)
    let path = try first.folder.animation("view")
    #expect(try GIF.frameCount(ofFileAt: path) == 9)
    let before = try InputFile.contents(of: path)
    let second = try Rehearsal(text.replacing("[4, 4, 1]", with: "[8, 8, 1]"), after: first)
    #expect(try second.trainer().run() == .finished)
    #expect(try InputFile.contents(of: path) == before)
    #expect(second.observer.remarks.contains { $0.contains("keeps its 9 pictures") })
    // One that is gone is made of what is left.
    try FileManager.default.removeItem(atPath: path)
    let third = try Rehearsal(text, after: second)
    #expect(try third.trainer().run() == .finished)
    #expect(try GIF.frameCount(ofFileAt: path) == 9)
    // Those that it lacks are told.
    try FileManager.default.removeItem(atPath: path)
    let fourth = try Rehearsal(text.replacing("[4, 4, 1]", with: "[8, 8, 1]"), after: third)
    #expect(try fourth.trainer().run() == .finished)
    #expect(fourth.observer.remarks.contains { $0.hasSuffix("the others are of another size") })
  }
}
