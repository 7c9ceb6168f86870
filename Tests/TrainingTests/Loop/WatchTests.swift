import Artifacts
import Testing

@testable import Experiment
@testable import Training

/// `a` counts epochs, and the figure is best in the third: 4, 1, 0, 1, 4, 9, …
@Suite("Figures that a run goes by")
struct WatchTests {
  private static func experiment(
    stop: String = "", outputs: String = "", figure: String = "mean(square(a - 3))",
    epochs: Int = 9
  ) -> String {
    """
    etch: 1
    name: watched
    data:
      digit: {source: builtin/digits, count: 20, holdout: 0}
    variables:
      a: {init: "zeros([1])"}
      b: {init: "ones([1])"}
    losses:
      plain: sum(b) * mean(digit)
    metrics:
      height: \(figure)
    train:
      epochs: \(epochs)
      batch_size: 20
      optimizer: {sgd: {learning_rate: 0.1}}
      \(stop)
      step:
        - a: {assign: a + 1}
          b: {minimize: plain}
    outputs:
      checkpoints: {every: 1 epoch, keep: 1\(outputs)}
    """
  }

  @Test(
    "end it after so many evaluations that are no better",
    arguments: [
      ("stop: {minimize: height, patience: 1}", 4), ("stop: {minimize: height, patience: 2}", 5),
      ("stop: {minimize: height}", 8), ("stop: {maximize: height, patience: 2}", 3),
      ("stop: {minimize: height, patience: 7}", 9),
    ])
  func stop(stop: String, epochs: Int) throws {
    let rehearsal = try Rehearsal(Self.experiment(stop: stop))
    let trainer = try rehearsal.trainer()
    #expect(try trainer.run() == .finished)
    #expect(trainer.progress.totalSteps == epochs)
    #expect(try rehearsal.checkpointNames() == ["epoch-000\(epochs)"])
    #expect(
      rehearsal.observer.remarks.filter { $0.hasPrefix("stops early: 'height'") }.count
        == (epochs < 9 ? 1 : 0))
    let isEarly = trainer.earlyEnd?.hasPrefix("epoch \(epochs): 'height' has not") ?? false
    #expect(isEarly == (epochs < 9))
    // What has stopped is finished, and stays so.
    let again = try Rehearsal(Self.experiment(stop: stop), after: rehearsal)
    let trainedBefore = try again.trainer()
    #expect(try trainedBefore.run() == .finished)
    #expect(again.observer.steps == 0)
    #expect(trainedBefore.earlyEnd == trainer.earlyEnd)
  }

  @Test("are told as rounded as they are elsewhere, where training ends for them")
  func rounded() throws {
    let rehearsal = try Rehearsal(
      Self.experiment(
        stop: "stop: {minimize: height, patience: 1}",
        figure: "8.69358196258545 + mean(square(a - 3))"))
    let trainer = try rehearsal.trainer()
    #expect(try trainer.run() == .finished)
    #expect(
      trainer.earlyEnd == "epoch 4: 'height' has not been better than 8.694 for 1 evaluation")
    #expect(
      rehearsal.observer.remarks.contains(
        "stops early: 'height' has not been better than 8.694 for 1 evaluation"))
  }

  @Test("count on as if nothing had happened where the run was interrupted", arguments: 0...5)
  func resume(steps: Int) throws {
    let text = Self.experiment(
      stop: "stop: {minimize: height, patience: 2}", outputs: ", best: {minimize: height}")
    let whole = try Rehearsal(text)
    #expect(try whole.trainer().run() == .finished)
    let first = try Rehearsal(text)
    _ = try first.trainer(stopAfter: steps).run()
    let second = try Rehearsal(text, after: first)
    #expect(try second.trainer().run() == .finished)
    #expect(try second.checkpointNames() == whole.checkpointNames())
    for name in try whole.checkpointNames() {
      #expect(
        try InputFile.contents(of: second.folder.checkpoint(name))
          == InputFile.contents(of: whole.folder.checkpoint(name)), "\(name)")
    }
  }

  @Test("are no measure of another one that a run goes on with")
  func another() throws {
    let figures = "mean(square(a - 3))\n  higher: mean(square(a - 3)) + 10"
    let first = try Rehearsal(
      Self.experiment(stop: "stop: {minimize: height, patience: 2}", figure: figures))
    _ = try first.trainer(stopAfter: 3).run()
    let second = try Rehearsal(
      Self.experiment(stop: "stop: {minimize: higher, patience: 2}", figure: figures), after: first)
    let trainer = try second.trainer()
    #expect(try trainer.run() == .finished)
    // 11, 14, 19: the first of these is the best of its own figure.
    #expect(trainer.progress.totalSteps == 6)
    #expect(trainer.progress.stop?.best == 11)
  }

  @Test("that are nan are never better, and count")
  func notANumber() throws {
    let rehearsal = try Rehearsal(
      Self.experiment(
        stop: "stop: {minimize: height, patience: 3}", figure: "log(mean(zeros([1]) - a))"))
    let trainer = try rehearsal.trainer()
    #expect(try trainer.run() == .finished)
    #expect(trainer.progress.totalSteps == 3)
  }

  @Test(
    "keep the best checkpoint beside the newest",
    arguments: [("minimize", ["epoch-0003", "epoch-0009"]), ("maximize", ["epoch-0009"])])
  func best(key: String, names: [String]) throws {
    let rehearsal = try Rehearsal(Self.experiment(outputs: ", best: {\(key): height}"))
    #expect(try rehearsal.trainer().run() == .finished)
    #expect(try rehearsal.checkpointNames() == names)
  }

  @Test("save the best even where no checkpoint is due")
  func rarely() throws {
    let text = Self.experiment(outputs: ", best: {minimize: height}")
      .replacing("every: 1 epoch", with: "every: 100 epochs")
    let rehearsal = try Rehearsal(text)
    #expect(try rehearsal.trainer().run() == .finished)
    #expect(try rehearsal.checkpointNames() == ["epoch-0003", "epoch-0009"])
  }

  @Test(
    "are part of the identity where training ends by them, and nowhere else",
    arguments: [
      ("stop: {minimize: height}", "mean(a)", false), ("", "mean(a)", true),
      ("stop: {minimize: plain}", "mean(a)", true),
    ])
  func identity(stop: String, figure: String, isSame: Bool) throws {
    func identity(_ text: String) throws -> ExperimentIdentity {
      try LoadedExperiment(text: text, name: "a.yaml", overrides: [], dataFolder: "data").identity
    }
    #expect(
      try
        (identity(Self.experiment(stop: stop))
        == identity(Self.experiment(stop: stop, figure: figure)))
        == isSame)
    // A metric that nothing goes by is none, whatever is watched.
    let more = Self.experiment(stop: stop).replacing(
      "  height:", with: "  other: mean(b)\n  height:")
    #expect(try identity(more) == identity(Self.experiment(stop: stop)))
  }

  @Test("that others are made of belong to the identity too")
  func nested() throws {
    func identity(_ inner: String) throws -> ExperimentIdentity {
      let text = Self.experiment(
        stop: "stop: {minimize: height}", figure: "inner * 2\n  inner: \(inner)")
      return try LoadedExperiment(text: text, name: "a.yaml", overrides: [], dataFolder: "data")
        .identity
    }
    #expect(try identity("mean(a)") != identity("mean(b)"))
  }

  @Test(
    "that are none are told",
    arguments: [
      ("stop: {minimize: hight}", "there is no metric or loss 'hight'; did you mean 'height'?"),
      ("stop: {minimize: a}", "there is no metric or loss 'a'"),
      // The log has the loss that it minimizes.
      ("stop: {minimize: b}", "there is no metric or loss 'b'"),
      ("stop: {patience: 3}", "say which figure: 'minimize: test_loss', or 'maximize: accuracy'"),
      (
        "stop: {minimize: height, maximize: plain}",
        "both 'minimize' and 'maximize' are given; keep one"
      ),
      (
        "stop: {minimize: height}\n  rounds: {k: [1, 2]}",
        "'stop' ends a run, and 'rounds' repeat their schedule whole; keep one of them"
      ),
    ])
  func wrong(stop: String, message: String) {
    #expect(diagnosis { try Rehearsal(Self.experiment(stop: stop)) }.contains(message))
  }

  @Test("that the log leaves out are told before a run begins")
  func leftOut() {
    let values = Self.experiment(
      stop: "stop: {minimize: height}", figure: "mean(square(digit), per=example)")
    #expect(diagnosis { try Rehearsal(values) }.contains("'height' is no figure of the log"))
    let unread = Self.experiment(stop: "stop: {minimize: unread}")
      .replacing("losses:\n", with: "losses:\n  unread: mean(square(digit))\n")
    #expect(diagnosis { try Rehearsal(unread) }.contains("'unread' is no figure of the log"))
  }
}
