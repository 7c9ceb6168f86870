import Experiment
import Testing

@testable import Commands

@Suite("The data of a plan")
struct ExperimentPlanDataTests {
  @Test("says which sets are trained on")
  func trained() throws {
    let experiment = try LoadedExperiment(
      text: """
        etch: 1
        name: sets
        data:
          digit: {source: builtin/digits, count: 40, holdout: 0.25}
          unseen: {like: digit, count: 20}
        networks:
          net: {input: [28, 28, 1], layers: [flatten, {dense: 1}]}
        losses: {loss: mean(square(net(digit)))}
        train: {epochs: 1, optimizer: sgd, step: {net: {minimize: loss}}}
        metrics: {figure: mean(net(unseen))}
        """, name: "it.yaml", overrides: [], dataFolder: "data")
    let plan = try PlanRequest(experiment)
    #expect(
      plan.data.lines.prefix(3) == [
        "data", "  digit: image [28, 28, 1], label; 30 to train on, 10 for testing",
        "  unseen: image [28, 28, 1], label; 15 that nothing trains on, 5 for testing",
      ])
  }
}
