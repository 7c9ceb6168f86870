import Testing

@testable import Experiment

@Suite("What the figures of a log are")
struct LoggedFiguresTests {
  /// Those of an experiment with two losses.
  private static func figures(
    step: [String], train: String = "epochs: 1", metrics: [String] = []
  ) throws -> LoggedFigures {
    let measured =
      metrics.isEmpty ? "" : "metrics:\n" + metrics.map { "  \($0)\n" }.joined()
    return try LoadedExperiment(
      text: """
        etch: 1
        name: figures
        data:
          digit: {source: builtin/digits, count: 40}
        variables:
          level: {init: "zeros([1])"}
          lift: {init: "zeros([1])"}
        losses:
          near: mean(square(digit - level - lift))
          small: mean(square(level))
        train:
          \(train)
          batch_size: 16
          optimizer: {sgd: {learning_rate: 0.1}}
          step:
            \(step.joined(separator: "\n    "))
        \(measured)
        """, name: "figures", overrides: [], dataFolder: "data"
    ).model.definition.loggedFigures
  }

  @Test("A metric that is written as a loss, its formula or an update's sum belongs to it")
  func losses() throws {
    let figures = try Self.figures(
      step: ["- fit: {update: [level, lift], minimize: near + 0.1 * small}"],
      metrics: [
        "test_near: near", "again: mean(square(digit - level - lift))", "all: near + 0.1 * small",
        "other: near + 0.2 * small",
      ])
    let found = ["test_near", "again", "all", "other"].map { figures.loss(of: $0) }
    #expect(found == ["near", "near", "fit", nil])
    #expect(["near", "small", "fit", "all"].map(figures.isLoss) == [true, true, true, false])
  }

  @Test("A figure has the part of the data behind it where no word of its name says it")
  func titles() {
    var figures = LoggedFigures(metrics: [], measured: [:], goals: [])
    let names = ["latest", "value", "test_error", "val_loss", "train_ink", "other"]
    for name in names.dropLast() { figures.parts[name] = "test" }
    #expect(
      names.map { figures.title(of: $0) }
        == ["latest (test)", "value (test)", "test_error", "val_loss", "train_ink", "other"])
  }

  @Test("Metrics of one formula are one quantity, whatever their split")
  func quantities() throws {
    let figures = try Self.figures(
      step: ["fit: {update: [level, lift], minimize: near}"],
      metrics: [
        "ink: mean(digit)", "train_ink: {value: mean( digit ), split: train}",
        "other: mean(digit + 1)", "few: {value: mean(digit), count: 4}",
        "dark: mean(digit < 0.25)", "darker: mean(digit < 1)",
      ])
    #expect(figures.same(as: "train_ink") == ["ink", "train_ink", "few"])
    #expect(figures.same(as: "other") == ["other"])
    #expect(figures.same(as: "dark") == ["dark", "darker"])
  }

  @Test(
    "What the only update minimizes is better when it is lower, and a loss that it maximizes when it is higher",
    arguments: [
      (["fit: {update: level, minimize: near}"], ["near"]),
      (["fit: {update: level, minimize: near + 0.1 * small}"], ["fit"]),
      (["near: {update: level, minimize: near + 0.1 * small}"], []),
      (["level: {maximize: near}"], ["near"]), (["level: {assign: level + mean(digit)}"], []),
      (["level: {minimize: near + small}", "lift: {minimize: near}"], []),
      // The sum is another one in each epoch.
      (["fit: {update: level, minimize: near + (epoch + 1) * small}"], []),
      // The word of a draw is no number of the step.
      (["fit: {update: level, minimize: \"near + mean(level * normal([1], per=step))\"}"], ["fit"]),
    ] as [([String], [String])])
  func goals(step: [String], goals: [String]) throws {
    #expect(try Self.figures(step: step).goals.map(\.name) == goals)
  }

  @Test("The sum of one round is not that of another, where its weights are the round's")
  func rounds() throws {
    func goals(_ minimized: String) throws -> [String] {
      try Self.figures(
        step: ["fit: {update: level, minimize: \(minimized)}"],
        train: "epochs: 1\n  rounds: {k: [1, 0.1]}"
      ).goals.map(\.name)
    }
    #expect(try goals("near + k * small").isEmpty)
    #expect(try goals("near + small") == ["fit"])
  }

  @Test("What the end of training goes by comes first, and nothing stands there twice")
  func watched() throws {
    func goals(_ minimized: String, by figure: String) throws -> [String] {
      try Self.figures(
        step: ["fit: {update: level, minimize: \(minimized)}"],
        train: "epochs: 9\n  stop: {minimize: \(figure), patience: 2}"
      ).goals.map(\.name)
    }
    #expect(try goals("near + small", by: "near") == ["near", "fit"])
    #expect(try goals("near + small", by: "fit") == ["fit"])
  }

  @Test(
    "Metrics have the direction of the loss that they are, or of what they are; the file's word goes first"
  )
  func directions() throws {
    func found(_ step: String, _ metrics: [String], train: String = "epochs: 1") throws -> [String]
    {
      try Self.figures(step: [step], train: train, metrics: metrics).goals.map {
        "\($0.name) \($0.isMaximized ? "higher" : "lower")"
      }
    }
    let fit = "fit: {update: level, minimize: near}"
    #expect(
      try found(fit, ["test_near: near", "test_accuracy: mean(digit)", "other: mean(digit)"])
        == ["near lower", "test_near lower", "test_accuracy higher"])
    #expect(
      try found(
        "level: {maximize: near}", ["test_near: near", "psnr: mean(digit)", "rmse: mean(digit)"])
        == ["near higher", "test_near higher", "psnr higher", "rmse lower"])
    #expect(
      try found(
        fit, ["accuracy: mean(digit)"],
        train: "epochs: 9\n  stop: {minimize: accuracy, patience: 2}")
        == ["accuracy lower", "near lower"])
    // What it is a drop of, nothing tells.
    #expect(try found(fit, ["accuracy_drop: mean(digit)"]) == ["near lower"])
    // Some minimize these, some maximize them.
    #expect(try found(fit, ["test_dice: mean(digit)", "elbo: mean(digit)"]) == ["near lower"])
  }
}
