import Diagnostics
import Testing

@testable import Commands
@testable import Experiment

@Suite("What a plan says of training")
struct PlannedTrainingTests {
  private static func text(_ step: String, length: String = "epochs: 3") -> String {
    """
    etch: 1
    name: two
    data: {beat: {source: builtin/ecg, count: 40, holdout: 0.5}}
    networks:
      G: {input: [140], layers: [{dense: 140}]}
      D: {input: [140], layers: [{dense: 1}]}
      E: {like: D}
    losses:
      a: mean(D(G(beat)))
      b: mean(square(D(beat)))
      c: mean(square(E(beat)))
    train:
      \(length)
      batch_size: 10
      optimizer: {sgd: {learning_rate: 0.1}}
      step: \(step)
    """
  }

  private static func planned(_ text: String) throws -> PlannedTraining {
    try #require(PlannedTraining(Compared.side(text).experiment.model))
  }

  @Test(
    "is in which order a step takes its updates, and how often",
    arguments: [
      ("{G: {minimize: a}, D: {minimize: b}}", "G and D step together"),
      ("[{G: {minimize: a}, D: {minimize: b}}]", "G and D step together"),
      (
        "{G: {minimize: a}, D: {minimize: b}, E: {minimize: c}}", "G, D and E step together"
      ),
      ("[{D: {minimize: b}}, {G: {minimize: a}}]", "D, then G"),
      (
        "[{D: {minimize: b, times: 5}}, {G: {minimize: a, every: 2 steps}}]",
        "D 5 times, then G every 2 steps"
      ),
      (
        "[{G: {minimize: a}, D: {minimize: b}}, {E: {minimize: c}}]", "G and D together, then E"
      ),
    ])
  func order(step: String, sentence: String) throws {
    let planned = try Self.planned(Self.text(step))
    #expect(planned.lines == ["training", "  each step: \(sentence)", ""])
    #expect(planned.json["order"] == .string(sentence))
  }

  @Test("is nothing of one update whose rate stays, and nothing without training")
  func nothing() throws {
    #expect(try Self.planned(Self.text("{G: {minimize: a}}")).lines.isEmpty)
    let fgsm = try QuickExperiment(name: "fgsm").load()
    let planned = try PlannedTraining(fgsm.model)
    #expect(planned?.lines == nil)
  }

  @Test("is told by a diff where it has become another, and not where only the keys have moved")
  func difference() throws {
    let together = Self.text("{G: {minimize: a}, D: {minimize: b}}")
    let apart = Self.text("[{D: {minimize: b}}, {G: {minimize: a}}]")
    let moved = Self.text("{D: {minimize: b}, G: {minimize: a}}")
    func remarks(_ old: String, _ new: String) throws -> [String] {
      try Compared.comparison(old, new).remarks.filter { $0.hasPrefix("each step: ") }
    }
    #expect(
      try remarks(together, apart) == ["each step: G and D step together -> D, then G"])
    #expect(try remarks(apart, together) == ["each step: D, then G -> G and D step together"])
    #expect(try remarks(together, moved).isEmpty && remarks(apart, apart).isEmpty)
    #expect(
      try remarks(apart, Self.text("[{D: {minimize: b, times: 5}}, {G: {minimize: a}}]")).isEmpty)
  }
}
