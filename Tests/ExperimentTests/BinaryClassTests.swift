import Diagnostics
import Testing

@testable import Experiment

/// Accuracies of two classes that are always the share of one of them, or have their threshold elsewhere.
@Suite("The class of one number")
struct BinaryClassTests {
  private static func warnings(_ accuracy: String) throws -> [Warning] {
    let text = """
      etch: 1
      name: two
      data:
        beat: {source: builtin/ecg, count: 40, holdout: 0.5}
      networks:
        net: {input: [140], layers: [{dense: 1}]}
        sure: {input: [140], layers: [{dense: {units: 1, activation: sigmoid}}]}
        both: {input: [140], layers: [{dense: {units: 2, activation: softmax}}]}
        signed: {input: [140], layers: [{dense: {units: 1, activation: tanh}}]}
        ends: {input: [140], layers: [{dense: 2}]}
      losses:
        error: bce(net(beat)[0], beat.label) + bce(sure(beat)[0], beat.label)
        other: cross_entropy(both(beat), beat.label) + mean(square(signed(beat)))
        span: bce(ends(beat)[0], beat.label) + mean(square(ends(beat)[1]))
      train:
        epochs: 1
        batch_size: 8
        optimizer: sgd
        step:
          net: {minimize: error}
          sure: {minimize: error}
          both: {minimize: other}
          signed: {minimize: other}
          ends: {minimize: span}
      metrics:
        accuracy: {value: "\(accuracy)"}

      """
    let loaded = try LoadedExperiment(
      text: text, name: "it.yaml", overrides: [], dataFolder: "data")
    return loaded.warnings.diagnostics.compactMap(\.warning).filter {
      [.softmaxOfOne, .thresholdOutside].contains($0)
    }
  }

  @Test(
    "is told of where it is always the same",
    arguments: [
      ("mean(argmax(net(beat)) == beat.label)", .softmaxOfOne),
      ("mean((sure(beat)[0] > 0) == beat.label)", .thresholdOutside),
      ("mean((0 < sure(beat)[0]) == beat.label)", .thresholdOutside),
      ("mean((sure(beat)[0] >= 1) == beat.label)", .thresholdOutside),
      ("mean((both(beat)[1] > 0) == beat.label)", .thresholdOutside),
      ("mean((signed(beat)[0] < -1) == beat.label)", .thresholdOutside),
      ("mean((net(beat)[0] > 0.5) == beat.label)", .thresholdOutside),
      ("mean((net(beat) >= 0.5)[0] == beat.label)", .thresholdOutside),
      ("mean((ends(beat)[0] > 0.5) == beat.label)", .thresholdOutside),
    ] as [(String, Warning)])
  func told(accuracy: String, warning: Warning) throws {
    #expect(try Self.warnings(accuracy) == [warning])
  }

  @Test(
    "is not where it may be either",
    arguments: [
      "mean((net(beat)[0] > 0) == beat.label)", "mean((sure(beat)[0] > 0.5) == beat.label)",
      "mean((both(beat)[1] > 0.5) == beat.label)", "mean(argmax(both(beat)) == beat.label)",
      "mean((signed(beat)[0] > 0) == beat.label)", "mean(relu(net(beat)) > 0)",
      "mean((2 * sure(beat)[0] > 1) == beat.label)", "mean(beat > 0)", "mean(beat > 0.5)",
      "mean((sigmoid(net(beat)[0]) > 0.5) == beat.label)",
      "mean((ends(beat)[1] > 0.5) == beat.label)",
    ])
  func right(accuracy: String) throws {
    #expect(try Self.warnings(accuracy) == [])
  }
}
