import Diagnostics
import Testing

@testable import Experiment

@Suite("Which examples the judges of adversaries see")
struct AdversariesTests {
  private static func told(_ text: String) throws -> [String] {
    let loaded = try LoadedExperiment(
      text: text, name: "it.yaml", overrides: [], dataFolder: "data")
    return loaded.warnings.diagnostics.filter { $0.warning == .opposedLosses }.map(\.message)
  }

  /// Horses to zebras and back.
  private static func cycle(
    _ judgeZebra: String = "judges(D_zebra, zebra, fake_zebra)",
    _ judgeHorse: String = "judges(D_horse, horse, fake_horse)",
    fool: String = "fools(D_zebra, fake_zebra)"
  ) -> String {
    """
    etch: 1
    name: cycle
    data:
      horse: {source: builtin/horses, size: 16, count: 8, scale: [-1, 1]}
      zebra: {source: builtin/zebras, size: 16, count: 8, scale: [-1, 1]}
    functions:
      fools(D, fake): bce(D(fake), 1)
      judges(D, real, fake): 0.5 * (bce(D(real), 1) + bce(D(fake), 0))
    networks:
      G: {input: [16, 16, 3], layers: [{conv2d: {filters: 3, kernel: 3}}, tanh]}
      F: {like: G}
      D_zebra: {input: [16, 16, 3], layers: [flatten, {dense: 1}]}
      D_horse: {like: D_zebra}
    variables:
      past_zebras: {pool: fake_zebra, size: 4}
    values:
      fake_zebra: G(horse)
      fake_horse: F(zebra)
    losses:
      fool_zebra: \(fool)
      fool_horse: fools(D_horse, fake_horse)
      cycled: cycle(F(fake_zebra), horse) + cycle(G(fake_horse), zebra)
      same_zebra: identity(G(zebra), zebra)
      same_horse: identity(F(horse), horse)
      judge_zebra: \(judgeZebra)
      judge_horse: \(judgeHorse)
    train:
      epochs: 1
      batch_size: 1
      optimizer: sgd
      step:
        G: {minimize: fool_zebra + cycled + same_zebra}
        F: {minimize: fool_horse + cycled + same_horse}
        D_zebra: {minimize: judge_zebra}
        D_horse: {minimize: judge_horse}

    """
  }

  @Test(
    "that learn from the wrong set, or never from what is to fool them, are told of",
    arguments: [
      (
        cycle("judges(D_zebra, horse, fake_zebra)", "judges(D_horse, zebra, fake_horse)"),
        ["'D_horse' tells F(zebra) from 'zebra'", "'D_zebra' tells G(horse) from 'horse'"]
      ),
      (
        cycle("judges(D_zebra, horse, past_zebras)"),
        ["'D_zebra' tells G(horse) from 'horse', and 'F' takes it in the place of 'zebra'; should"]
      ),
      (
        cycle(fool: "fools(D_horse, fake_zebra)"),
        ["'G' is to fool 'D_horse', which learns to tell what 'F' makes and never sees there what"]
      ),
      (
        cycle("judges(D_zebra, zebra, fake_horse)"),
        ["'G' is to fool 'D_zebra', which learns to tell what 'F' makes"]
      ),
    ])
  func wrong(_ text: String, _ beginnings: [String]) throws {
    let told = try Self.told(text)
    #expect(told.count == beginnings.count, "\(told)")
    for beginning in beginnings {
      #expect(told.contains { $0.hasPrefix(beginning) }, "\(beginning): \(told)")
    }
  }

  @Test(
    "that do not are not",
    arguments: [
      cycle(), cycle("judges(D_zebra, zebra, past_zebras)"),
      cycle(
        "judges(D_zebra, zebra, fake_zebra) + 0.1 * mean(square(gradient(sum(D_zebra(zebra)), zebra)))"
      ),
      // What is made again of a set may be told from it.
      cycle("judges(D_zebra, zebra, fake_zebra) + judges(D_zebra, zebra, G(fake_horse))"),
      // A judge that sees what is made of the other set may see more.
      cycle("judges(D_zebra, zebra, fake_zebra) + judges(D_zebra, zebra, G(zebra))"),
      cycle(fool: "fools(D_zebra, 0.5 * fake_zebra + 0.5 * zebra)"),
    ])
  func right(_ text: String) throws {
    #expect(try Self.told(text) == [], "\(text)")
  }
}
