import Tensors
import Testing

@testable import Experiment
@testable import Training

@Suite("A sample whose values are iterated")
struct IterationTests {
  private static func text(_ sample: String, _ more: String = "") -> String {
    """
    etch: 1
    name: iteration
    seed: 4
    values: {start: "zeros([1, 1, 1], count=2)"}
    outputs:
      samples:
        walk:
          range: [0, 20]
          \(sample)
    \(more)
    """
  }

  @Test("counts from 0 as often as it says")
  func counts() throws {
    let run = try Rehearsal(
      Self.text(
        "iterate: {x: {init: start, next: x + i + 1}}\n      times: 4\n      grid: x + 0.5"))
    #expect(try run.shown("walk")["0"]?.floats == [10.5, 10.5])
  }

  @Test("moves all its values at once")
  func swaps() throws {
    let run = try Rehearsal(
      Self.text(
        "iterate: {a: {init: start, next: b}, b: {init: start + 1, next: a}}\n      times: 3\n      grid: [a, b]"
      ))
    let shown = try run.shown("walk")
    #expect(shown["0"]?.floats == [1, 1])
    #expect(shown["1"]?.floats == [0, 0])
  }

  @Test("draws anew each time, and the same again")
  func draws() throws {
    let run = try Rehearsal(
      Self.text(
        "iterate: {x: {init: \"zeros([20, 20, 1], count=2)\", next: x + normal(like=x)}}\n      times: 100\n      grid: x"
      ))
    let first = try #require(run.shown("walk")["0"]?.doubles)
    #expect(try run.shown("walk")["0"]?.doubles == first)
    #expect(try run.shown("walk", draw: 7)["0"]?.doubles != first)
    let variance = first.reduce(0) { $0 + $1 * $1 } / Double(first.count)
    #expect(abs(variance - 100) < 20)
  }

  @Test("shows no more examples than the data has that its values are made of")
  func fewer() throws {
    let run = try Rehearsal(
      Self.text(
        "iterate: {x: {init: \"0 * normal([28, 28, 1])\", next: x + digit}}\n      times: 2\n      grid: x",
        "data: {digit: {source: builtin/digits, count: 8, holdout: 0.5, scale: [0, 1]}}"))
    let shown = try #require(run.shown("walk")["0"])
    #expect(shown.shape == [4, 28, 28, 1])
    #expect((shown.doubles.max() ?? 0) > 1)
  }

  @Test(
    "is refused where it changes its shape, takes a name of the file, or says half of it",
    arguments: [
      (
        "iterate: {x: {init: start, next: \"zeros([2, 1, 1], count=2)\"}}\n      times: 2\n      grid: x",
        "'x' begins as [2, 1, 1, 1], and this has the shape [2, 2, 1, 1]"
      ),
      (
        "iterate: {start: {init: start, next: start}}\n      times: 2\n      grid: start",
        "'start' is the name of something else in this file already"
      ),
      ("iterate: {i: {init: start, next: i}}\n      times: 2\n      grid: start", "'i' counts"),
      ("iterate: {x: {init: start, next: x}}\n      grid: x", "'iterate' needs to know how often"),
      ("times: 3\n      grid: start", "'times' goes with 'iterate'"),
      ("grid: start + i", "unknown name 'i'"),
    ])
  func refused(_ sample: String, _ sentence: String) {
    let message = diagnosis { try Rehearsal(Self.text(sample)) }
    #expect(message.contains(sentence), "\(message)")
  }
}

@Suite("A sample in batches")
struct SampleBatchTests {
  private static func text(_ batch: String) -> String {
    """
    etch: 1
    name: batches
    data: {digit: {source: builtin/digits, count: 8, holdout: 0, scale: [0, 1]}}
    networks:
      net: {input: [28, 28, 1], layers: [batch_norm]}
    losses: {size: mean(square(net(digit)))}
    train:
      epochs: 1
      optimizer: {sgd: {learning_rate: 0}}
      step: {net: {minimize: size}}
    outputs:
      samples:
        digits: {grid: net(digit), count: 5, split: train, range: [-1, 4], mode: training\(batch)}
    """
  }

  @Test("has the statistics of each, and moves none that run")
  func statistics() throws {
    for (batch, isCentred) in [(", batch: 1", true), ("", false)] {
      let run = try Rehearsal(Self.text(batch))
      let shown = try #require(run.shown("digits")["0"])
      #expect(shown.shape == [5, 28, 28, 1])
      let means = (0..<5).map { example in
        shown.doubles[example * 784..<(example + 1) * 784].reduce(0, +) / 784
      }
      #expect(means.allSatisfy { abs($0) < 1e-4 } == isCentred)
      #expect(try run.values("net.batch_norm_1.running_mean") == [0])
    }
  }
}
