import Testing

@testable import Experiment
@testable import Training

@Suite("A pool of earlier values")
struct PoolTests {
  private static func experiment(batch: Int, size: Int, step: String, more: String = "") -> String {
    """
    etch: 1
    name: pool
    seed: 5
    data:
      digit: {source: builtin/digits, count: 800, holdout: 0}
    variables:
      answer: {init: "zeros([1], count=\(batch))"}
      fresh: {init: "zeros([1], count=\(batch))"}
      past: {pool: mark, size: \(size)}
    values:
      mark: uniform([1]) + 0 * mean(digit, per=example)
    train:
      epochs: 1
      batch_size: \(batch)
      step: \(step)
    \(more)
    """
  }

  private static let both = "{answer: {assign: past}, fresh: {assign: mark}}"

  @Test(
    "keeps what comes until it is full, then answers with one of them, in whose place it comes, half of the time",
    arguments: [(1, 3), (4, 3), (4, 10)])
  func answers(batch: Int, size: Int) throws {
    let run = try Rehearsal(Self.experiment(batch: batch, size: size, step: Self.both))
    let trainer = try run.trainer()
    try trainer.beginRound()
    var pool: [Double] = []
    var swaps = [Int](repeating: 0, count: size)
    var passed = 0
    for step in 0..<(800 / batch) {
      try trainer.runStep()
      let (answers, fresh) = (try run.values("answer"), try run.values("fresh"))
      for (answer, value) in zip(answers, fresh) {
        if pool.count < size {
          #expect(answer == value, "step \(step)")
          pool.append(value)
        } else if answer == value {
          passed += 1
        } else {
          let place = try #require(pool.firstIndex(of: answer), "step \(step)")
          pool[place] = value
          swaps[place] += 1
        }
      }
      #expect(try run.values("past").prefix(pool.count).elementsEqual(pool), "step \(step)")
      #expect(try run.values("past.count") == [Double(pool.count)])
    }
    let swapped = swaps.reduce(0, +)
    #expect(abs(Double(swapped) / Double(swapped + passed) - 0.5) < 0.08)
    #expect(swaps.allSatisfy { $0 > swapped / size / 2 })
  }

  @Test("goes on where a checkpoint has it")
  func resumed() throws {
    let text = Self.experiment(batch: 4, size: 5, step: Self.both)
    let whole = try Rehearsal(text)
    _ = try whole.trainer().run()
    let first = try Rehearsal(text)
    _ = try first.trainer(stopAfter: 77).run()
    let second = try Rehearsal(text, after: first)
    _ = try second.trainer().run()
    for name in ["past", "past.count", "answer"] {
      #expect(try second.values(name) == whole.values(name))
    }
  }

  @Test(
    "is refused where it would answer twice in a step, outside training, or is set",
    arguments: [
      (
        "[{answer: {assign: past}}, {fresh: {assign: past}}]", "",
        "the pool 'past' is read in stages 1 and 2 of a step"
      ),
      (
        PoolTests.both, "metrics: {size: {value: mean(past)}}",
        "the pool 'past' answers in training only"
      ),
      ("{past: {assign: mark}}", "", "there is no network or variable 'past' to update"),
    ])
  func refused(step: String, more: String, sentence: String) {
    let message = diagnosis {
      try Rehearsal(Self.experiment(batch: 2, size: 3, step: step, more: more))
    }
    #expect(message.contains(sentence), "\(message)")
  }
}
