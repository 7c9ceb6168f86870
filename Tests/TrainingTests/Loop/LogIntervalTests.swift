import Artifacts
import Testing

@testable import Experiment
@testable import Training

@Suite("Lines of the log within an epoch")
struct LogIntervalTests {
  private static func experiment(_ length: String, rounds: String = "") -> String {
    """
    etch: 1
    name: intervals
    variables: {x: {init: "ones([3])"}}
    losses: {error: sum(x * x)}
    train:
      \(length)
      \(rounds)
      optimizer: {sgd: {learning_rate: 0.01}}
      step: {x: {minimize: error}}
    """
  }

  @Test(
    "stand a hundred steps apart, or as few as it takes for twenty of them",
    arguments: [
      (.epochs(1), 100), (.epochs(1000), 100), (.steps(1), 1), (.steps(39), 1), (.steps(40), 2),
      (.steps(100), 5), (.steps(250), 10), (.steps(399), 10), (.steps(400), 20), (.steps(1999), 50),
      (.steps(2000), 100), (.steps(1 << 40), 100),
    ] as [(TrainDefinition.Length, Int)])
  func intervals(length: TrainDefinition.Length, steps: Int) {
    #expect(LogInterval.steps(of: length) == steps)
    #expect(LogInterval.longest.isMultiple(of: steps))
  }

  /// The steps of the lines of a kind.
  private func steps(_ run: Rehearsal, _ kind: String) throws -> [Int] {
    try MetricsLog.read(run.folder.metrics).filter { $0["kind"] == .string(kind) }.compactMap {
      if case .integer(let step)? = $0["step"] { step } else { nil }
    }
  }

  @Test("make a curve of a run of a hundred steps, up to its last", arguments: [1, 2])
  func short(rounds: Int) throws {
    let run = try Rehearsal(
      Self.experiment("steps: 100", rounds: rounds == 1 ? "" : "rounds: {k: [1, 2]}"))
    #expect(try run.trainer().run() == .finished)
    #expect(try steps(run, "interval") == Array(stride(from: 5, through: 100 * rounds, by: 5)))
    #expect(try steps(run, "epoch") == Array(stride(from: 100, through: 100 * rounds, by: 100)))
  }

  @Test("are the same bytes where the run was interrupted, at a line or between two")
  func resumed() throws {
    let whole = try Rehearsal(Self.experiment("steps: 100"))
    #expect(try whole.trainer().run() == .finished)
    let first = try Rehearsal(Self.experiment("steps: 100"))
    #expect(try first.trainer(stopAfter: 37).run() == .stopped)
    let second = try Rehearsal(Self.experiment("steps: 100"), after: first)
    #expect(try second.trainer(stopAfter: 60).run() == .stopped)
    let third = try Rehearsal(Self.experiment("steps: 100"), after: second)
    #expect(try third.trainer().run() == .finished)
    #expect(try TextFile.read(third.folder.metrics) == TextFile.read(whole.folder.metrics))
  }
}
