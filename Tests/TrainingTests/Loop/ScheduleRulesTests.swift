import Diagnostics
import Testing

@testable import Experiment
@testable import Training

/// What `every`, several stages and epochs mean, by numbers that can be worked out by hand.
@Suite("The schedule's rules")
struct ScheduleRulesTests {
  private static func experiment(_ train: String, data: String = "", more: String = "") -> String {
    """
    etch: 1
    name: rules
    \(data)
    variables:
      a: {init: "ones([1])"}
      b: {init: "zeros([1])"}
    losses:
      far: sum(square(a - 3))
      slope: sum(a)
    train:
    \(train)
    \(more)
    """
  }

  private static func values(_ text: String, of name: String = "a") throws -> [Double] {
    let rehearsal = try Rehearsal(text)
    #expect(try rehearsal.trainer().run() == .finished)
    return try rehearsal.values(name)
  }

  @Test("updates of one name in two stages share the count that schedules go by")
  func oneCount() throws {
    // Each application halves the distance to 3, and only the first two have a rate.
    let text = Self.experiment(
      """
        steps: 5
        optimizer: {sgd: {learning_rate: {step: {initial: 0.25, every: 2 steps, rate: 0}}}}
        step: [{a: {minimize: far}}, {a: {minimize: far}}]
      """)
    #expect(try Self.values(text) == [2.5])
  }

  @Test(
    "an update has what it says in any stage in all of them",
    arguments: [
      "[{a: {minimize: far, optimizer: {sgd: {learning_rate: 0.25}}}}, {a: {minimize: far}}]",
      "[{a: {minimize: far}}, {a: {minimize: far, optimizer: {sgd: {learning_rate: 0.25}}}}]",
      "[{x: {update: a, minimize: far}}, {x: {minimize: far}}]",
    ])
  func shared(step: String) throws {
    let rate = step.contains("learning_rate") ? 1 : 0.25
    let text = Self.experiment(
      "  steps: 1\n  optimizer: {sgd: {learning_rate: \(rate)}}\n  step: \(step)")
    #expect(try Self.values(text) == [2.5])
  }

  @Test(
    "updates of one name that contradict each other are refused",
    arguments: [
      (
        "[{a: {minimize: far, optimizer: sgd}}, {a: {minimize: far, optimizer: adam}}]",
        "'a' has another optimizer in this stage than in an earlier one"
      ),
      (
        "[{x: {update: a, minimize: far}}, {x: {update: b, assign: a}}]",
        "'x' changes other things in this stage than in an earlier one"
      ),
    ])
  func contradiction(step: String, message: String) {
    let found = diagnosis {
      try Rehearsal(Self.experiment("  steps: 1\n  optimizer: sgd\n  step: \(step)"))
    }
    #expect(found.hasPrefix(message))
  }

  @Test("an optimizer that is written twice in the same way is no contradiction")
  func sameTwice() throws {
    let text = Self.experiment(
      """
        steps: 1
        step:
          - a: {minimize: far, optimizer: {sgd: {learning_rate: 0.25}}}
          - a: {minimize: far, optimizer: {sgd: {momentum: 0, learning_rate: 1 / 4}}}
      """)
    #expect(try Self.values(text) == [2.5])
  }

  @Test(
    "an update that never comes to its turn is warned of",
    arguments: [("steps: 4", 5, true), ("steps: 5", 5, false)])
  func never(length: String, every: Int, warns: Bool) throws {
    let rehearsal = try Rehearsal(
      Self.experiment("  \(length)\n  step: [{a: {assign: a + 1, every: \(every) steps}}]"))
    let told = rehearsal.warnings.contains {
      $0.contains("'a' is never applied: a round has 4 steps, and its turn is every 5")
    }
    #expect(told == warns)
  }

  private static let digits = "data:\n  digit: {source: builtin/digits, count: 16, holdout: 0}"

  @Test(
    "an update that waits longer than all epochs are is warned of",
    arguments: [(8, false), (9, true)])
  func neverInEpochs(every: Int, warns: Bool) throws {
    let rehearsal = try Rehearsal(
      Self.experiment(
        """
          epochs: 2
          batch_size: 4
          step: [{a: {assign: a + mean(digit) * 0, every: \(every) steps}}]
        """, data: Self.digits))
    #expect(rehearsal.warnings.contains { $0.contains("never applied") } == warns)
  }

  @Test("a rate over epochs moves within them")
  func withinEpochs() throws {
    // Rates 1, 0.75, 0.5, 0.25 in the four steps of the one epoch.
    let text = Self.experiment(
      """
        epochs: 1
        batch_size: 4
        optimizer: {sgd: {learning_rate: {linear_decay: {initial: 1, end: 1 epochs}}}}
        step: [{a: {minimize: slope + mean(digit) * 0}}]
      """, data: Self.digits)
    #expect(try Self.values(text) == [1 - 2.5])
  }

  private static let photo = "data:\n  photo: {source: builtin/digits, count: 1, holdout: 0}"

  @Test("a single example makes no epochs, and is read all the same")
  func single() throws {
    let text = Self.experiment(
      "  steps: 3\n  step: [{b: {assign: b + mean(photo)}}]", data: Self.photo,
      more: "outputs: {samples: {shown: {grid: photo, count: 1, split: train}}}")
    let rehearsal = try Rehearsal(text)
    #expect(rehearsal.data.plan == nil)
    #expect(try rehearsal.trainer().run() == .finished)
    let examples = try #require(rehearsal.data.examples("photo", .train))
    let pixels = try examples.first(1, field: 0).doubles
    let mean = pixels.reduce(0, +) / Double(pixels.count)
    #expect(abs(try rehearsal.values("b")[0] - 3 * mean) < 1e-6)
    // At the end of the round, not after every step; checkpoints wait ten minutes, or for the end.
    #expect(rehearsal.observer.written.count == 1)
    #expect(try rehearsal.checkpointNames() == ["step-00000003"])
    #expect(try rehearsal.log().allSatisfy { $0["epoch"] == nil })
  }

  @Test("a single example that is drawn anew each time makes epochs")
  func singleRandom() throws {
    let rehearsal = try Rehearsal(
      Self.experiment(
        "  epochs: 3\n  step: [{b: {assign: b + mean(photo)}}]",
        data: Self.photo.replacing("holdout: 0", with: "holdout: 0, transforms: [noise: 0.1]")))
    #expect(rehearsal.data.plan?.stepsPerEpoch == 1)
    #expect(try rehearsal.trainer().run() == .finished)
  }

  @Test("a single example beside many goes with each of them")
  func singleBesideMany() throws {
    let rehearsal = try Rehearsal(
      Self.experiment(
        "  epochs: 1\n  batch_size: 4\n  step: [{b: {assign: b + mean(photo) + 0 * mean(digit)}}]",
        data: Self.photo + "\n  digit: {source: builtin/digits, count: 16, holdout: 0}"))
    #expect(rehearsal.data.plan?.stepsPerEpoch == 4)
    #expect(try rehearsal.trainer().run() == .finished)
  }

  @Test(
    "without epochs, what is written in epochs is refused",
    arguments: [
      ("  epochs: 3", "", "give 'steps'"),
      ("  steps: 3", "outputs: {checkpoints: {every: 1 epoch}}", "count in steps or minutes"),
      (
        "  steps: 3", "outputs: {samples: {a: {grid: photo, count: 1, every: 2 epochs}}}",
        "count in steps or minutes"
      ),
      (
        "  steps: 3\n  optimizer: {sgd: {learning_rate: {cosine: {initial: 1, over: 2 epochs}}}}",
        "", "count in steps"
      ),
    ])
  func refused(length: String, outputs: String, advice: String) {
    let found = diagnosis {
      try Rehearsal(
        Self.experiment(
          "\(length.contains("optimizer") ? length : length + "\n  optimizer: sgd")\n"
            + "  step: [{a: {minimize: far + 0 * mean(photo)}}]", data: Self.photo, more: outputs))
    }
    #expect(
      found.hasSuffix(
        "training reads no examples that change, so there are no epochs; \(advice)"), "\(found)")
  }
}
