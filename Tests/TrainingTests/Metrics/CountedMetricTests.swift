import Testing

@testable import Experiment
@testable import Training

/// Losses whose mean leaves something out, or whose arguments stand by their places.
@Suite("Metrics of losses")
struct CountedMetricTests {
  private static func experiment(_ metrics: String, batch: Int, losses: String) -> String {
    """
    etch: 1
    name: counted
    data:
      review: {source: builtin/sentences, count: 40, holdout: 0, vocabulary: 30, length: 14}
    networks:
      model: {input: [any], layers: [{embedding: {vocabulary: 30, units: 4}}, {dense: 30}]}
    values:
      next_word: model(review[:-1])
    losses:
      surprise: "cross_entropy(next_word, review[1:], ignore=0)"
    \(losses)
    train:
      epochs: 1
      batch_size: \(batch)
      optimizer: {sgd: {learning_rate: 0.01}}
      step: [{model: {minimize: surprise}}]
    metrics:
      sum: {value: "cross_entropy(next_word, review[1:], ignore=0, reduction=sum)", split: train}
      words: {value: "sum(review[1:] != 0)", split: train}
    \(metrics)
    """
  }

  private func figures(
    _ metrics: String, batch: Int, losses: String = ""
  ) throws -> [String: Double] {
    let rehearsal = try Rehearsal(Self.experiment(metrics, batch: batch, losses: losses))
    let evaluated = try rehearsal.metrics().evaluate(at: 0)
    return Dictionary(evaluated.map { ($0.name, $0.value) }, uniquingKeysWith: { a, _ in a })
  }

  @Test(
    "a mean that leaves padding out is over all words of the split, whatever is in a batch",
    arguments: [
      "cross_entropy(next_word, review[1:], ignore=0)", "surprise",
      "cross_entropy(next_word, review[1:], false, 0)",
      "mean(cross_entropy(next_word, review[1:], ignore=0))", "mean(surprise)",
      "cross_entropy(prediction=next_word, target=review[1:], ignore=0, reduction=mean)",
    ], [1, 7, 40])
  func counted(expression: String, batch: Int) throws {
    let found = try figures("  m: {value: \"\(expression)\", split: train}", batch: batch)
    let (sum, words) = try (#require(found["sum"]), #require(found["words"]))
    let mean = try #require(found["m"])
    #expect(abs(mean - sum / words) < 1e-5 * mean, "\(mean) and \(sum / words)")
  }

  @Test("a mean of which nothing counts is 0, as in training")
  func nothing() throws {
    let nothing = "cross_entropy(next_word, review[1:] * 0, ignore=0)"
    #expect(try figures("  m: {value: \"\(nothing)\", split: train}", batch: 7)["m"] == 0)
  }

  @Test("of one class for all, which is none to leave out, all numbers count")
  func oneClass() throws {
    let found = try figures(
      """
        m: {value: "cross_entropy(next_word, 2, ignore=0)", split: train}
        same: {value: "cross_entropy(next_word, 2)", split: train}
      """, batch: 7)
    #expect(try abs(#require(found["m"]) - #require(found["same"])) < 1e-5)
  }

  @Test(
    "a reduction is the same by its place as by its name",
    arguments: ["sum", "batchmean", "mean"])
  func places(reduction: String) throws {
    let found = try figures(
      """
        m: {value: "mse(next_word, 0, \(reduction))", split: train}
        same: {value: "mse(next_word, 0, reduction=\(reduction))", split: train}
      """, batch: 7)
    #expect(found["m"] != nil && found["m"] == found["same"])
  }

  @Test("a value of each number, by its place, is no figure")
  func none() throws {
    let found = try figures(
      """
        errors: {value: "mse(next_word, 0, none)"}
        m: {value: "mean(errors)", split: train}
        same: {value: "mse(next_word, 0)", split: train}
      """, batch: 7)
    #expect(found["errors"] == nil)
    #expect(try abs(#require(found["m"]) - #require(found["same"])) < 1e-5)
  }
}
