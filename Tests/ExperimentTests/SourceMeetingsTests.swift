import Config
import Diagnostics
import Testing

@testable import Experiment

/// Two sources that belong together are one source.
@Suite("Sources that meet one by one")
struct SourceMeetingsTests {
  /// What is warned of in an experiment whose data `x` and `y` are two sources of ten beats each.
  private func warnings(
    _ loss: String, metric: String = "mean(x)", y: String = "count: 10, holdout: 0.2",
    shuffle: Bool = true
  ) throws -> [String] {
    try diagnostics(loss, metric: metric, y: y, shuffle: shuffle).map(\.message)
  }

  private func diagnostics(
    _ loss: String, metric: String = "mean(x)", y: String = "count: 10, holdout: 0.2",
    shuffle: Bool = true
  ) throws -> [Diagnostic] {
    let text = """
      etch: 1
      name: pairs
      data:
        x: {source: builtin/ecg, count: 10, holdout: 0.2}
        y: {source: builtin/ecg, \(y)}
      networks:
        net: {input: [140], layers: [{dense: 140}]}
        judge: {input: [140], layers: [{dense: 1}]}
      values:
        made: net(x)
      losses:
        loss: mean(square(made)) + \(loss)
      train:
        epochs: 1
        shuffle: \(shuffle)
        optimizer: adam
        step: {net: {minimize: loss}}
      metrics:
        figure: {value: "\(metric)"}
      """
    let experiment = try LoadedExperiment(
      text: text, name: "test.yaml", overrides: [], dataFolder: "data")
    return experiment.warnings.diagnostics.filter { $0.message.contains("one by one") }
  }

  @Test("are told how two views of one set are made")
  func views() throws {
    let notes = try diagnostics("mse(made, y)").flatMap(\.notes).map(\.message)
    #expect(
      notes == [
        "two views of an example are two values of one set, each with draws of its own: 'x + 0.1 * normal(like=x)'"
      ])
  }

  @Test(
    "are warned of",
    arguments: [
      "mse(made, y)", "mean(square(made - y))", "mean(abs(y - made) + 1)", "mean(made * y)",
      "mean(made == y)", "mean(mse(made, y, reduction=none))", "sum(made - y, per=example) ** 2",
      "bce(net(x) + 0 * y, x)", "mean(std(made - y, axis=-1))",
    ])
  func told(_ loss: String) throws {
    let found = try warnings(loss.hasPrefix("sum") ? "mean(\(loss))" : loss)
    #expect(
      found == [
        "examples of 'x' and 'y' meet one by one here, and each has an order and a holdout of its own"
      ])
  }

  @Test(
    "are not suspected where an average or a network is between them",
    arguments: [
      "mse(made, x)", "mean(judge(x)) - mean(judge(y))", "mean(judge(net(y)) - judge(x))",
      "bce(judge(x), 1) + bce(judge(net(y)), 0)", "mse(net(y), y) + mse(net(x), x)",
      "mean(square(judge(interpolate(net(x), y, 3))))",
      "mean(judge(concat([x, y], axis=batch)))", "mean(judge(y) * 2 - made / 3)",
      "mse(normal(like=y), made)",
    ])
  func silent(_ loss: String) throws {
    #expect(try warnings(loss) == [])
  }

  @Test(
    "are warned of in metrics, and where holdouts or filters choose, but not in the order of the file"
  )
  func metrics() throws {
    let figure = "mean(square(x - y))"
    #expect(try warnings("mean(made)", metric: figure).count == 1)
    #expect(try warnings("mse(made, y)", y: "count: 11, holdout: 0.2").isEmpty)
    #expect(
      try warnings("mse(made, y)", y: "count: 10, holdout: 0, train_where: label == 1").count == 1)
    #expect(try warnings("mse(made, y)", shuffle: false).count == 1)
  }
}
