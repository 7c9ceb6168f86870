import Foundation
import Testing

@Suite("The plan of an experiment")
struct PlanTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let experiment: String
    let words: [String]
    var testDescription: String { experiment + ": " + words.joined(separator: " ") }
  }

  @Test(
    "Shows what a layer makes of an example and what that costs, the last layers without their gradients",
    arguments: [
      // 2 · 28 · 28 · 3 · 3 · 32 operations for each of the 32 examples of a batch.
      Row(
        experiment: "vae_mnist",
        words: ["conv2d_1", "[28, 28, 1]", "289 parameters", "14.5 MFLOP"]),
      Row(experiment: "vae_mnist", words: ["mean", "[2]", "34 parameters", "2.0 kFLOP"]),
      Row(experiment: "vae_mnist", words: ["log_variance", "[2]", "34 parameters", "2.0 kFLOP"]),
      Row(experiment: "dcgan_mnist", words: ["conv2d_transpose_3", "[28, 28, 1]"]),
      Row(experiment: "conv_autoencoder_mnist", words: ["conv2d_4", "[28, 28, 1]"]),
      Row(experiment: "ecg_anomaly", words: ["dense_5", "[140]"]),
    ])
  func row(row: Row) throws {
    let file = QuickExperiment(name: row.experiment).file
    let program = try EtchProgram(["plan", file, "--profile", "quick"])
    let lines = program.output.split(separator: "\n").map {
      $0.split(separator: "  ").map { String($0).trimmingCharacters(in: .whitespaces) }
    }
    #expect(lines.contains { $0.starts(with: row.words) }, "\(program.output)")
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
}
