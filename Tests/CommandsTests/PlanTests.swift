import Foundation
import Testing

@Suite("The plan of an experiment")
struct PlanTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let experiment: String
    /// Of each line its first columns.
    let lines: [[String]]
    var testDescription: String { experiment }
  }

  @Test(
    "Shows what a layer makes of an example and what that costs, the last layers without their gradients",
    arguments: [
      // 2 · 28 · 28 · 3 · 3 · 32 operations for each of the 32 examples of a batch.
      Row(
        experiment: "vae_mnist",
        lines: [
          ["conv2d_1", "[28, 28, 1]", "289 parameters", "14.5 MFLOP"],
          ["mean", "[2]", "34 parameters", "2.0 kFLOP"],
          ["log_variance", "[2]", "34 parameters", "2.0 kFLOP"],
        ]),
      Row(experiment: "dcgan_mnist", lines: [["conv2d_transpose_3", "[28, 28, 1]"]]),
      Row(experiment: "conv_autoencoder_mnist", lines: [["conv2d_4", "[28, 28, 1]"]]),
      Row(experiment: "ecg_anomaly", lines: [["dense_5", "[140]"]]),
    ])
  func row(row: Row) throws {
    let file = QuickExperiment(name: row.experiment).file
    let program = try EtchProgram(["plan", file, "--profile", "quick"])
    let lines = program.output.split(separator: "\n").map {
      $0.split(separator: "  ").map { String($0).trimmingCharacters(in: .whitespaces) }
    }
    for line in row.lines {
      #expect(lines.contains { $0.starts(with: line) }, "\(program.output)")
    }
  }

  @Test("Estimates how long training takes, where there is a compiler and something to train")
  func time() throws {
    let file = QuickExperiment(name: "vae_mnist").file
    let told = try EtchProgram(["plan", file, "--profile", "quick"])
    #expect(
      told.output.contains(" by arithmetic and memory; --time trains to measure it\n"),
      "\(told.output)")
    let json = try EtchProgram(["plan", file, "--profile", "quick", "--json"])
    #expect(json.output.contains(#""time":{"step_seconds":"#), "\(json.output)")
    let reference = try EtchProgram(
      ["plan", file, "--profile", "quick", "--backend", "reference"])
    #expect(reference.status == 0 && !reference.output.contains("time\n"), "\(reference.output)")
    let bare = try EtchProgram(
      ["plan", file, "--profile", "quick", "--no-cache"], environment: ["CC": "/nowhere/cc"])
    #expect(bare.status == 0 && bare.output.contains("\ntime\n  not estimated: "), "\(bare.output)")
  }

  @Test("A running average has as many parameters as what it is an average of, in JSON too")
  func average() throws {
    let folder = try RunsFolder()
    let file = folder.path + "/averaged.yaml"
    try """
    etch: 1
    name: averaged
    data:
      digit: {source: builtin/digits, count: 32, scale: [0, 1]}
    networks:
      net:
        input: [28, 28, 1]
        layers: [flatten, {dense: 4}, batch_norm, {dense: 784}, {reshape: [28, 28, 1]}]
      slow: {ema: net, decay: 0.9}
    losses: {loss: "mse(net(digit), digit)"}
    train:
      epochs: 1
      batch_size: 16
      optimizer: sgd
      step: {net: {minimize: loss}}
    outputs:
      samples: {shown: {grid: slow(digit)}}

    """.write(toFile: file, atomically: true, encoding: .utf8)
    let called = try EtchProgram(["plan", file, "--json"])
    // Running statistics are averaged too, and are no parameters.
    #expect(
      called.output.contains(
        #"{"name":"slow","parameters":7068,"average_of":"net","decay":0.9,"layers":[{"name":"flatten_1","#
      ), "\(called.output)\(called.errors)")
    let layer = #"{"name":"batch_norm_1","shape":[4],"parameters":8,"#
    #expect(called.output.components(separatedBy: layer).count == 3, "\(called.output)")
    // Only what its sample iterates calls it.
    let iterated = try EtchProgram(
      ["plan", QuickExperiment(name: "ddpm_digits").file, "--profile", "quick", "--json"])
    #expect(
      iterated.output.contains(
        #"{"name":"average","parameters":105825,"average_of":"denoiser","decay":0.98,"layers":["#),
      "\(iterated.output)\(iterated.errors)")
  }
}
