import Testing

@testable import Experiment

@Suite("What the figures of a log are")
struct LoggedFiguresTests {
  @Test("A metric that is written as a loss, its formula or an update's sum belongs to it")
  func losses() throws {
    let figures = try LoadedExperiment(
      text: """
        etch: 1
        name: figures
        data:
          digit: {source: builtin/digits, count: 40}
        variables:
          level: {init: "zeros([1])"}
        losses:
          near: mean(square(digit - level))
          small: mean(square(level))
        train:
          epochs: 1
          batch_size: 16
          optimizer: {sgd: {learning_rate: 0.1}}
          step:
            - fit: {update: [level], minimize: near + 0.1 * small}
        metrics:
          test_near: near
          again: mean(square(digit - level))
          all: near + 0.1 * small
          other: near + 0.2 * small
        """, name: "figures", overrides: [], dataFolder: "data"
    ).model.definition.loggedFigures
    let found = ["test_near", "again", "all", "other"].map { figures.loss(of: $0) }
    #expect(found == ["near", "near", "fit", nil])
    #expect(["near", "small", "fit", "all"].map(figures.isLoss) == [true, true, true, false])
  }
}
