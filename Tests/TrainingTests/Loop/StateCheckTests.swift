import Artifacts
import Testing

@testable import Experiment
@testable import Training

/// States that are no longer finite, and what is left of their runs.
@Suite("A state that is not finite")
struct StateCheckTests {
  /// `a` counts down; what else is trained depends on it.
  private static func experiment(
    _ updates: String, variables: String = "", losses: String, steps: Int = 2000,
    rate: String = "0.1", optimizer: String = "sgd", outputs: String = "every: 1000 steps"
  ) -> String {
    """
    etch: 1
    name: falling
    variables:
      a: {init: "ones([1]) * 3.5"}
      b: {init: "ones([2])"}
    \(variables)
    losses:
      \(losses)
    train:
      steps: \(steps)
      optimizer: {\(optimizer): {learning_rate: \(rate)}}
      step:
        - a: {assign: a - 1}
          \(updates)
    outputs:
      checkpoints: {\(outputs)}
    """
  }

  private func divergence(_ text: String) throws -> (sentence: String, rehearsal: Rehearsal) {
    let rehearsal = try Rehearsal(text)
    guard case .diverged(let sentence, _) = try rehearsal.trainer().run() else {
      Issue.record("it did not diverge")
      return ("", rehearsal)
    }
    return (sentence, rehearsal)
  }

  @Test(
    "ends the run, with the entry, its update and the steps between which it happened",
    arguments: [
      // A loss of 0 whose gradient is nan: the root at 0.
      (
        experiment("b: {minimize: root, every: 80 steps}", losses: "root: sum(sqrt(b - b))"),
        "'b' of the update 'b' is nan since one of the steps 1 to 100"
      ),
      // The loss tells: it is looked at once, in its step.
      (
        experiment("b: {minimize: steep}", losses: "steep: sum(b) - sum(log(a)) * sum(b)"),
        "'b' of the update 'b' is nan since one of the steps 1 to 5; the loss 'steep' is so since step 5"
      ),
      // So it is before anything is learned.
      (
        experiment("b: {minimize: steep}", losses: "steep: sum(log(a - 4)) * sum(b)"),
        "'b' of the update 'b' is nan since step 1; the loss 'steep' is so since step 1, before anything is learned: "
          + "look for a division by 0, a logarithm or root, or at the data"
      ),
      // A variable that is assigned, and no loss at all.
      (
        experiment(
          "b: {assign: b * 1e30}", losses: "plain: sum(a)", steps: 120),
        "'b' of the update 'b' is inf since one of the steps 1 to 5"
      ),
      // Two entries of an optimizer, told by the first.
      (
        experiment(
          "b: {minimize: root, every: 20 steps}", losses: "root: sum(sqrt(b - b))", steps: 30,
          optimizer: "adam"),
        "'b' of the update 'b' (with 2 others) is nan since step 20"
      ),
      // A name of its own.
      (
        experiment(
          "fit: {update: b, minimize: root, every: 5 steps}", losses: "root: sum(sqrt(b - b))",
          steps: 7),
        "'b' of the update 'fit' is nan since step 5"
      ),
    ])
  func ends(text: String, sentence: String) throws {
    #expect(try divergence(text).sentence == sentence)
  }

  @Test(
    "is never saved, and the last good checkpoint stays, whatever 'keep' says", arguments: 1...3)
  func retention(kept: Int) throws {
    let (_, rehearsal) = try divergence(
      Self.experiment(
        "b: {minimize: steep}", losses: "steep: sum(b) - sum(log(a)) * sum(b)",
        outputs: "every: 1 steps, keep: \(kept)"))
    #expect(
      try rehearsal.checkpointNames() == (1...4).suffix(kept).map { "step-0000000\($0)" })
    #expect(try rehearsal.log().last?["step"] == .integer(5))
  }

  @Test("is found before a checkpoint is written, between two lines of the log")
  func beforeCheckpoints() throws {
    let (sentence, rehearsal) = try divergence(
      Self.experiment(
        "b: {minimize: root, every: 20 steps}", losses: "root: sum(sqrt(b - b))",
        outputs: "every: 30 steps"))
    #expect(sentence.hasSuffix("since one of the steps 1 to 30"))
    #expect(try rehearsal.checkpointNames().isEmpty)
  }

  @Test("ends a run with an animation that has no picture yet")
  func animation() throws {
    let (sentence, rehearsal) = try divergence(
      Self.experiment(
        "b: {minimize: root, every: 20 steps}", losses: "root: sum(sqrt(b - b))",
        outputs:
          "every: 1000 steps}\n  samples: {s: {grid: \"ones([8, 8, 1]) * mean(b)\", gif: true}"))
    #expect(sentence.hasPrefix("'b' of the update 'b' is nan"))
    #expect(try rehearsal.checkpointNames().isEmpty)
  }

  @Test("is found in what a run begins with")
  func beginning() throws {
    let (sentence, rehearsal) = try divergence(
      Self.experiment(
        "b: {minimize: plain}", variables: "  c: {init: \"log(zeros([1]) - 1)\"}",
        losses: "plain: sum(b) + sum(c * 0)"))
    #expect(sentence == "'c' is nan from the beginning")
    #expect(rehearsal.observer.steps == 0)
  }

  @Test("is found as a run is interrupted, rather than saved")
  func interrupted() throws {
    let rehearsal = try Rehearsal(
      Self.experiment("b: {minimize: root, every: 2 steps}", losses: "root: sum(sqrt(b - b))"))
    rehearsal.observer.afterStep = { if $0 == 3 { rehearsal.stop.request() } }
    #expect(
      try rehearsal.trainer().run()
        == .diverged(
          "'b' of the update 'b' is nan since one of the steps 1 to 3", inFirstStep: false))
    #expect(try rehearsal.checkpointNames().isEmpty)
  }

  @Test("is not what a loss makes of it that nothing depends on")
  func unaffected() throws {
    let rehearsal = try Rehearsal(
      Self.experiment(
        "b: {minimize: plain}", losses: "plain: sum(b * b)\n  odd: sum(log(a))", steps: 9))
    #expect(try rehearsal.trainer().run() == .finished)
  }

  @Test("a loss that explodes is told of once, with where it began")
  func explosion() throws {
    let rehearsal = try Rehearsal(
      Self.experiment(
        "b: {minimize: far}", losses: "far: sum(square(b))", steps: 60, rate: "2"))
    #expect(try rehearsal.trainer().run() == .finished)
    let told = rehearsal.observer.remarks.filter { $0.contains("'far' explodes") }
    // Each step multiplies b by −3, so the loss by 9: 9^6 < 10^6 / 1 < 9^7.
    #expect(
      told == [
        "warning: 'far' explodes in step 8: it began at 2 and is more than a million times that; a smaller learning rate or "
          + "'clip_norm' may help; no checkpoint was saved before [exploding-loss]"
      ])
  }
}
