import Artifacts
import Testing

@testable import Experiment
@testable import Training

/// What a run says when a loss or a metric is no number any more, and what it keeps.
@Suite("Losses that are not finite")
struct SoundnessTests {
  /// The loss is −log of a number that falls by 1 a step from 3.5: it is nan in the fifth step.
  private static func experiment(_ more: String = "", steps: Int = 9) -> String {
    """
    etch: 1
    name: falling
    variables:
      a: {init: "ones([1]) * 3.5"}
      b: {init: "ones([1])"}
    losses:
      steep: sum(b) - sum(log(a))
      plain: sum(b * b)
    train:
      steps: \(steps)
      optimizer: {sgd: {learning_rate: 0}}
      step:
        - a: {assign: a - 1}
          b: {minimize: steep + plain}
    outputs:
      checkpoints: {every: 1 steps, keep: 2}
    \(more)
    """
  }

  @Test("are told of once, in the step in which they begin, by name")
  func once() throws {
    let rehearsal = try Rehearsal(Self.experiment())
    #expect(try rehearsal.trainer().run() == .finished)
    let remarks = rehearsal.observer.remarks.filter { $0.contains("'steep' is nan in step 5") }
    #expect(remarks.count == 1)
    #expect(
      remarks.first?.contains("step-00000004.safetensors.zst' was saved before and is kept") == true
    )
    #expect(!rehearsal.observer.remarks.contains { $0.contains("'plain'") })
  }

  @Test("are named again as the run ends")
  func end() throws {
    let rehearsal = try Rehearsal(Self.experiment())
    #expect(try rehearsal.trainer().run() == .finished)
    #expect(
      rehearsal.observer.remarks.last
        == "warning: there have been losses that are nan or infinite: 'steep' since step 5, 'b' since step 5 [not-finite]"
    )
  }

  @Test("leave the last checkpoint from before them, besides the newest")
  func retention() throws {
    let rehearsal = try Rehearsal(Self.experiment())
    #expect(try rehearsal.trainer().run() == .finished)
    #expect(
      try rehearsal.checkpointNames() == ["step-00000004", "step-00000008", "step-00000009"])
  }

  @Test("are named as a run goes on, and nothing else is different", arguments: [3, 4, 5, 7])
  func resume(stop: Int) throws {
    let whole = try Rehearsal(Self.experiment())
    #expect(try whole.trainer().run() == .finished)
    let first = try Rehearsal(Self.experiment())
    #expect(try first.trainer(stopAfter: stop).run() == .stopped)
    let second = try Rehearsal(Self.experiment(), after: first)
    #expect(try second.trainer().run() == .finished)
    #expect(
      second.observer.remarks.contains { $0.contains("'steep' is nan in step 5") } == (stop < 5))
    #expect(
      second.observer.remarks.first?.contains("there have been losses") == (stop >= 5))
    #expect(try second.checkpointNames() == whole.checkpointNames())
    let name = "/checkpoints/step-00000009.safetensors.zst"
    #expect(
      try InputFile.contents(of: second.folder.path + name)
        == InputFile.contents(of: whole.folder.path + name))
  }

  @Test("are not there in a run whose metric alone is nan, which is told of once and as such")
  func metric() throws {
    let rehearsal = try Rehearsal(
      Self.experiment("metrics:\n  ratio: sum(b - b) / sum(b - b)", steps: 2)
        .replacing("steps: 2", with: "steps: 2\n  rounds: {k: [1, 2]}\n  start: {a: a + k * 0}"))
    #expect(try rehearsal.trainer().run() == .finished)
    #expect(
      rehearsal.observer.remarks == [
        "warning: the metric 'ratio' is nan, though the losses are finite: does it divide by 0, or look at no example? [not-finite]"
      ])
  }

  @Test("are not put down to the learning rate where they are so in the first step")
  func first() throws {
    let rehearsal = try Rehearsal(Self.experiment().replacing("* 3.5", with: "* -1"))
    #expect(try rehearsal.trainer().run() == .finished)
    #expect(
      rehearsal.observer.remarks.first
        == "warning: 'steep' is nan in step 1, before anything is learned: look for a division by 0, a logarithm or root, or at the data [not-finite]"
    )
  }

  @Test("are put down to the data where it holds numbers that are not finite")
  func data() throws {
    func told(dataIsFinite: Bool) throws -> String {
      var report = SoundnessReport(TrainingProgress(), dataIsFinite: dataIsFinite)
      var progress = TrainingProgress()
      progress.prepare(losses: 1)
      progress.totalSteps = 4
      progress.add(0, name: "steep", .nan, weight: 1)
      let news = report.news(progress, names: ["steep"], checkpoint: nil)
      return try #require(news.first).message
    }
    let (start, end) = ("'steep' is nan in step 5; ", "; no checkpoint was saved before")
    #expect(
      try told(dataIsFinite: true)
        == start + "a smaller learning rate or 'clip_norm' may help" + end)
    #expect(
      try told(dataIsFinite: false)
        == start + "the data holds numbers that are nan or infinite" + end)
  }

  @Test("are not told of where the experiment allows it")
  func allowed() throws {
    let rehearsal = try Rehearsal(Self.experiment("allow: [not-finite]"))
    #expect(try rehearsal.trainer().run() == .finished)
    #expect(rehearsal.observer.remarks.isEmpty)
    #expect(
      try rehearsal.checkpointNames() == ["step-00000004", "step-00000008", "step-00000009"])
  }
}
