import Testing

@testable import Experiment
@testable import Training

/// Updates that need a batch to have the size that it has.
@Suite("The size of a batch")
struct BatchTests {
  private static func experiment(_ update: String, count: Int = 64, _ more: String = "") -> String {
    """
    etch: 1
    name: canvas
    data:
      digit: {source: builtin/digits, count: \(count), holdout: 0, shuffle: false}
    variables:
      canvas: {init: "zeros([28, 28, 1], count=16)"}
    train:
      epochs: 1
      batch_size: 16
    \(more)
      optimizer: {sgd: {learning_rate: 0.1}}
      step: [{canvas: {\(update)}}]
    outputs:
      samples:
        canvas: {grid: canvas, split: train}
        change: {grid: canvas - digit, count: 16, split: train}
    """
  }

  @Test(
    "is the experiment's where shapes are checked",
    arguments: [
      ("assign: digit", 64, ""), ("assign: digit", 70, "  last_batch: drop"),
      (
        "assign: \"digit.batch[8:] * 0 + concat([digit.batch[:8], digit.batch[8:]], axis=batch)\"",
        64, ""
      ),
      ("minimize: \"mse(canvas, digit)\"", 64, ""),
    ])
  func whole(update: String, count: Int, more: String) throws {
    let update = update.replacing("digit.batch[8:] * 0 + ", with: "")
    let rehearsal = try Rehearsal(Self.experiment(update, count: count, more))
    #expect(try rehearsal.trainer().run() == .finished)
    #expect(try rehearsal.values("canvas").contains { $0 > 0 })
  }

  @Test("of the last batch is looked at too, before anything runs")
  func last() throws {
    let message = diagnosis { try Rehearsal(Self.experiment("assign: digit", count: 70)) }
    #expect(message == "'canvas' is [16, 28, 28, 1], and this has the shape [6, 28, 28, 1]")
  }
}
