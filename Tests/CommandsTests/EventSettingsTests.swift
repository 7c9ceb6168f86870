import Testing

@testable import Commands
@testable import Experiment
@testable import Training

@Suite("What TensorBoard compares runs by")
struct EventSettingsTests {
  @Test(
    "Optimizers and learning rates are among it, one where all updates have the same",
    arguments: [
      ("vae_mnist", [], ["optimizer adam", "learning_rate 0.002"]),
      (
        "vae_mnist", ["train.optimizer={sgd: {learning_rate: 0.1}}"],
        ["optimizer sgd", "learning_rate 0.1"]
      ),
      (
        "vae_mnist",
        [
          "train.optimizer={adam: {learning_rate: {step: {initial: 0.1, every: 2 epochs, rate: 0.5}}}}"
        ], nil
      ),
    ] as [(String, [String], [String]?)])
  func optimizers(name: String, overrides: [String], expected: [String]?) throws {
    let folder = try RunsFolder()
    let run = try ExperimentRun(
      QuickExperiment(name: name).load(overrides),
      machine: Machine(threads: 1, usesReference: true),
      options: RunOptions(outFolder: folder.path))
    let told = run.optimizers.map { "\($0.name) \($0.text)" }
    if let expected { #expect(told == expected) }
    let settings = try run.eventsRequest().settings.map(\.name)
    #expect(settings.contains("optimizer") && settings.contains("learning_rate"))
    #expect(Set(settings).count == settings.count)
  }

  @Test("Updates that differ have theirs each")
  func several() throws {
    let folder = try RunsFolder()
    let text = """
      etch: 1
      name: two
      data: {digit: {source: builtin/digits, count: 64, scale: [0, 1]}}
      networks:
        a: {input: [28, 28, 1], layers: [flatten, {dense: 1}]}
        b: {input: [28, 28, 1], layers: [flatten, {dense: 1}]}
      losses: {one: mean(square(a(digit))), other: mean(square(b(digit)))}
      train:
        epochs: 1
        batch_size: 16
        step:
          - a: {minimize: one, optimizer: {sgd: {learning_rate: 0.1}}}
            b: {minimize: other, optimizer: {sgd: {learning_rate: 0.5}}}

      """
    let experiment = try LoadedExperiment(
      text: text, name: "two.yaml", overrides: [], dataFolder: "data")
    let run = try ExperimentRun(
      experiment, machine: Machine(threads: 1, usesReference: true),
      options: RunOptions(outFolder: folder.path))
    #expect(
      run.optimizers.map { "\($0.name) \($0.text)" }
        == ["optimizer sgd", "learning_rate.a 0.1", "learning_rate.b 0.5"])
  }
}
