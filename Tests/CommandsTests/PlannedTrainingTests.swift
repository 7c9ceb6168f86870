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
    try #require(try PlannedTraining(Compared.side(text).experiment.model))
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

  private static let decay = "optimizer: {sgd: {learning_rate: {linear_decay: {initial: 1, end: "

  @Test(
    "is what schedules make of the learning rate",
    arguments: [
      ("epochs: 3", "4 steps}}}}", [1, 0.5, 0]),
      ("epochs: 3", "2 epochs}}}}", [1, 0.5, 0]),
      ("epochs: 3", "4 steps}}}}, every: 2 steps", [1, 0.75, 0.5]),
      ("epochs: 3", "4 steps}}}}, times: 2", [1, 0, 0]),
      ("steps: 5", "4 steps}}}}", [1, 0.75, 0.5, 0.25, 0]),
      ("steps: 5", "2 epochs}}}}", [1, 0.75, 0.5, 0.25, 0]),
      ("steps: 5", "2 epochs, staircase: true}}}}", [1, 1, 0.5, 0.5, 0]),
    ])
  func rates(length: String, end: String, values: [Double]) throws {
    let step = "{G: {minimize: a, \(Self.decay)\(end)}, D: {minimize: b}}"
    let planned = try Self.planned(Self.text(step, length: length))
    #expect(planned.rates.map(\.updates) == [["G"]])
    let found = planned.rates.first?.values ?? []
    #expect(found.count == values.count)
    for (a, b) in zip(found, values) { #expect(abs(a - b) < 1e-12, "\(found)") }
    #expect(planned.lines.contains { $0.hasPrefix("  rate of G") })
  }

  @Test("is a row for updates of one rate, at each epoch's beginning")
  func table() throws {
    let experiment = try QuickExperiment(name: "cyclegan_resnet_horse2zebra").load()
    let planned = try #require(try PlannedTraining(experiment.model))
    #expect(
      planned.lines == [
        "training",
        "  each step: G, F, D_zebra and D_horse step together",
        "  as epoch begins  1       2       3       4       5          6",
        "  learning rate    0.0002  0.0002  0.0002  0.0002  0.0001333  6.667e-05", "",
      ])
    #expect(PlannedTraining.spread(1) == [1])
    #expect(PlannedTraining.spread(8) == Array(1...8))
    #expect(PlannedTraining.spread(200) == [1, 29, 58, 86, 115, 143, 172, 200])
  }

  @Test(
    "Updates are taken together as often as their turns meet, on average over the steps after which they come again",
    arguments: [
      ("{G: {minimize: a}, D: {minimize: b}}", ["0 1: 1.0"]),
      ("[{D: {minimize: b}, G: {minimize: a, every: 5 steps}}]", ["0: 0.8", "0 1: 0.2"]),
      ("[{D: {minimize: b, times: 3}, G: {minimize: a}}]", ["0 1: 1.0", "0: 2.0"]),
      (
        "[{D: {minimize: b, every: 2 steps}, G: {minimize: a, every: 3 steps}}]",
        ["0: 0.3333", "1: 0.1667", "0 1: 0.1667"]
      ),
      (
        "[{D: {minimize: b, times: 10000}, G: {minimize: a, every: 7 steps}}]",
        ["0: 9999.8571", "0 1: 0.1429"]
      ),
      ("[{D: {minimize: b}}, {G: {minimize: a, every: 4 steps}}]", ["0: 1.0", "0: 0.25"]),
    ] as [(String, [String])])
  func turns(step: String, expected: [String]) throws {
    let model = try Compared.side(Self.text(step, length: "steps: 40")).experiment.model
    let turns = try #require(model.definition.train).stages.flatMap(\.turns)
    #expect(
      turns.map { turn in
        let places = turn.updates.map(String.init).joined(separator: " ")
        return "\(places): \((turn.perStep * 1e4).rounded() / 1e4)"
      } == expected)
  }
}
