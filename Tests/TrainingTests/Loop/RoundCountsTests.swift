import Artifacts
import Foundation
import Testing

@testable import Experiment
@testable import Training

/// What begins again with each round, and what goes on over the run.
@Suite("Counts over rounds")
struct RoundCountsTests {
  private static func experiment(_ train: String, start: String = "") -> String {
    """
    etch: 1
    name: counts
    data:
      digit: {source: builtin/digits, count: 20, holdout: 0}
    variables:
      a: {init: "ones([2])"}
      seen: {init: "zeros([1])"}
      picture: {init: "ones([2, 2, 1], count=1)"}
    losses:
      far: sum(square(a - 3)) + 0 * mean(digit)
      dark: sum(square(picture - 3)) + 0 * mean(digit)
    train:
      batch_size: 8
      optimizer: {adam: {learning_rate: 0.1}}
      step:
        a: {minimize: far}
        picture: {minimize: dark}
        seen: {assign: seen * 0 + epoch}
    \(start)
    \(train)
    """
  }

  private static func finished(_ text: String) throws -> Rehearsal {
    let run = try Rehearsal(text)
    #expect(try run.trainer().run() == .finished)
    return run
  }

  @Test("Adam, whose moments go on, counts its steps over all rounds")
  func moments() throws {
    let rounds = try Self.finished(Self.experiment("  rounds: {k: [1, 2]}\n  steps: 3"))
    let whole = try Self.finished(Self.experiment("  steps: 6"))
    #expect(try rounds.values("a") == whole.values("a"))
    #expect(try rounds.values("picture") == whole.values("picture"))
  }

  @Test("what begins anew with a size is counted from there")
  func resized() throws {
    let start = "  start: {picture: \"resize(picture, [k, k]) * 0 + 1\"}\n"
    let run = try Rehearsal(Self.experiment("  rounds: {k: [2, 3]}\n  steps: 3", start: start))
    let trainer = try run.trainer()
    #expect(try trainer.run() == .finished)
    let once = try Self.finished(Self.experiment("  steps: 3"))
    let numbers = try trainer.state.read("picture").doubles
    #expect(numbers.count == 9)
    #expect(try Set(numbers) == Set(once.values("picture")))
    let whole = try Self.finished(Self.experiment("  steps: 6"))
    #expect(try trainer.state.read("a").doubles == whole.values("a"))
  }

  @Test("what is updated beside it begins anew with it, where Adam counts the steps of both")
  func mixed() throws {
    let start = "  start: {picture: \"resize(picture, [k, k]) * 0 + 1\"}\n"
    let text = Self.experiment("  rounds: {k: [2, 3, 3]}\n  steps: 3", start: start).replacing(
      "    a: {minimize: far}\n    picture: {minimize: dark}",
      with: "    both: {update: [a, picture], minimize: far + dark}")
    let trainer = try Rehearsal(text).trainer()
    #expect(try trainer.run() == .finished)
    // As the paper has it, of two rounds that are one for the moments.
    var (value, mean, square, time) = (1.0, 0.0, 0.0, 0.0)
    for step in 0..<9 {
      if step == 3 { (mean, square, time) = (0, 0, 0) }
      let gradient = 2 * (value - 3)
      time += 1
      mean = 0.9 * mean + 0.1 * gradient
      square = 0.999 * square + 0.001 * gradient * gradient
      let first = mean / (1 - pow(0.9, time))
      let second = square / (1 - pow(0.999, time))
      value -= 0.1 * first / second.squareRoot()
    }
    #expect(try trainer.state.read("a").doubles.allSatisfy { abs($0 - value) < 1e-4 }, "\(value)")
  }

  @Test("a pool of values of another size is empty again, and one of the same size is not")
  func pools() throws {
    let text = """
      etch: 1
      name: pools
      data: {digit: {source: builtin/digits, count: 40, holdout: 0}}
      variables:
        canvas: {init: "ones([3, 3, 1], count=1) * 4"}
        past: {pool: "resize(digit, like=canvas) * 0 + 1", size: 2}
        whole: {pool: "digit * 0 + 1", size: 2}
        answer: {init: "ones([3, 3, 1], count=4)"}
        other: {init: "ones([28, 28, 1], count=4)"}
      losses:
        far: sum(square(canvas - 3)) + 0 * mean(digit)
      train:
        rounds: {side: [2, 4]}
        start: {canvas: "resize(canvas, [side, side])", answer: "resize(answer, [side, side])"}
        steps: 4
        batch_size: 4
        optimizer: {sgd: {learning_rate: 0.01}}
        step: {canvas: {minimize: far}, answer: {assign: past}, other: {assign: whole}}
      """
    let trainer = try Rehearsal(text).trainer(stopAfter: 5)
    #expect(try trainer.run() == .stopped)
    // Nothing but ones was put in.
    for name in ["past", "whole", "answer", "other"] {
      #expect(try trainer.state.read(name).doubles.allSatisfy { $0 == 1 }, "\(name)")
    }
    #expect(try trainer.state.read("past").type.shape == [2, 4, 4, 1])
  }

  @Test(
    "epoch is a number over the run, from 0, and each round begins one",
    arguments: [("epochs: 1", 1.0), ("epochs: 2", 3), ("steps: 4", 3)])
  func epochs(length: String, last: Double) throws {
    // An epoch has three steps.
    let run = try Self.finished(Self.experiment("  rounds: {k: [1, 2]}\n  \(length)"))
    #expect(try run.values("seen") == [last])
  }

  @Test("a run goes on in a later round as if nothing had happened", arguments: 0...6)
  func resume(stop: Int) throws {
    let text = Self.experiment("  rounds: {k: [1, 2]}\n  steps: 3")
    let whole = try Self.finished(text)
    let first = try Rehearsal(text)
    #expect(try first.trainer(stopAfter: stop).run() == (stop == 6 ? .finished : .stopped))
    let second = try Rehearsal(text, after: first)
    #expect(try second.trainer().run() == .finished)
    let last = "/checkpoints/round-0002-step-00000003.safetensors.zst"
    #expect(
      try InputFile.contents(of: second.folder.path + last)
        == InputFile.contents(of: whole.folder.path + last))
  }
}
