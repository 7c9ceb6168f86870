import Artifacts
import Diagnostics
import Foundation
import Testing

@testable import Commands
@testable import Experiment
@testable import Training

/// What is told of a checkpoint whose networks this program computes otherwise than the one that trained them.
@Suite("A checkpoint of other numbers")
struct OtherNumbersTests {
  private let out: RunsFolder
  private let file: String
  private let run: String
  private let checkpoint: String

  init() throws {
    out = try RunsFolder()
    file = out.path + "/old.yaml"
    try Self.write("gelu", weights: nil, to: file)
    let end = try EtchProgram([
      "run", file, "--out", out.path + "/outputs", "--backend", "reference",
    ])
    #expect(end.status == 0, "\(end.errors)")
    run =
      out.path + "/outputs/old/"
      + (try #require(try Folder.names(in: out.path + "/outputs/old").first { !$0.hasPrefix(".") }))
    checkpoint = try #require(RunFolder(run).checkpointFiles().last?.path)
  }

  private static func write(
    _ activation: String, weights: String?, epochs: Int = 1, to file: String
  ) throws {
    try TextFile.write(
      """
      etch: 1
      name: \(URL(filePath: file).deletingPathExtension().lastPathComponent)
      data: {beat: {source: builtin/ecg, count: 16}}
      networks:
        net:
          input: [140]
          layers: [{dense: {units: 4, activation: \(activation)}}, {dense: 140}]
          \(weights.map { "weights: \($0)" } ?? "")
      losses: {loss: "mse(net(beat), beat)"}
      train:
        epochs: \(epochs)
        batch_size: 8
        optimizer: sgd
        step: {net: {minimize: loss}}
      outputs: {plots: {rebuilt: {lines: {rebuilt: net(beat)}}}}

      """, to: file)
  }

  /// Makes the checkpoint one of this version.
  private func rewrite(numerics: Int?) throws {
    var saved = try SavedRun.header(of: checkpoint)
    saved.circumstances.numerics = numerics
    try Checkpoint(tensors: Checkpoint.read(from: checkpoint).tensors, metadata: saved.metadata)
      .write(to: checkpoint)
  }

  @Test(
    "is told of where it is shown, with what is otherwise; one of the same numbers is not",
    arguments: [
      (7, nil), (6, "is 6, and this program's is 7"), (nil, "is not recorded"), (8, "is 8, and"),
    ] as [(Int?, String?)])
  func shown(numerics: Int?, told: String?) throws {
    try rewrite(numerics: numerics)
    let end = try EtchProgram(["sample", run, "--out", out.path + "/shown"])
    #expect(end.status == 0, "\(end.errors)")
    #expect(end.errors.contains("[other-numbers]") == (told != nil), "\(end.errors)")
    if let told { #expect(end.errors.contains(told), "\(end.errors)") }
    #expect(
      end.errors.contains("gelu is exact; it was the form with tanh") == ((numerics ?? 0) < 7),
      "\(end.errors)")
  }

  @Test("is told of where it is exported, and is exported")
  func exported() throws {
    let weights = out.path + "/w.safetensors"
    let same = try EtchProgram(["checkpoint", "export", checkpoint, weights])
    #expect(same.status == 0 && !same.errors.contains("other-numbers"), "\(same.errors)")
    try rewrite(numerics: 6)
    let end = try EtchProgram(["checkpoint", "export", checkpoint, weights, "--weights-only"])
    #expect(end.status == 0 && Folder.exists(weights), "\(end.errors)")
    #expect(end.errors.contains("trained under an earlier version of the numbers"), "\(end.errors)")
    #expect(end.errors.contains("nn.GELU(approximate='tanh')"), "\(end.errors)")
  }

  @Test(
    "is told of where another experiment takes its weights, unless that computes as it did",
    arguments: [("gelu", true), ("{gelu: {approximate: true}}", false), ("relu", false)])
  func taken(activation: String, isTold: Bool) throws {
    let next = out.path + "/next.yaml"
    try Self.write(activation, weights: checkpoint, to: next)
    let same = try EtchProgram(["validate", next, "--allow-outside"])
    #expect(!(same.output + same.errors).contains("other-numbers"), "\(same.errors)")
    try rewrite(numerics: 6)
    let end = try EtchProgram(["validate", next, "--allow-outside"])
    #expect(end.status == 0, "\(end.errors)")
    #expect((end.output + end.errors).contains("[other-numbers]") == isTold, "\(end.errors)")
  }

  @Test("is told of where another run continues it")
  func continued() throws {
    try rewrite(numerics: 6)
    try Self.write("gelu", weights: nil, epochs: 2, to: file)
    let end = try EtchProgram([
      "run", file, "--out", out.path + "/outputs", "--continue", run, "--backend", "reference",
    ])
    #expect(end.status == 0, "\(end.errors)")
    #expect(end.errors.contains("[other-numbers]"), "\(end.errors)")
  }

  @Test("of which the data has changed is told to show other data")
  func data() throws {
    let then = SavedRun.Circumstances(
      version: "0.1.0", numerics: 7, backend: "compiled", digests: ["a": "1", "b": "2", "c": "3"])
    #expect(then.changed(in: ["a": "1", "b": "3", "d": "4"]) == ["b"])
  }
}
