import Diagnostics
import Foundation
import Testing

@testable import Experiment

/// What changes the hash of an experiment, and what does not.
@Suite("The identity of an experiment")
struct IdentityTests {
  /// A change of the text, and the sentence it stands for.
  struct Change: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let from: String
    let to: String

    init(_ sentence: String, _ from: String, _ to: String) {
      testDescription = sentence
      self.from = from
      self.to = to
    }
  }

  static let base = """
    etch: 1
    name: identity
    about: An experiment.
    source: Nobody 2020
    seed: 42
    params: {latent: 2, width: 8}
    data:
      digit: {source: builtin/digits, count: 64, scale: [0, 1]}
    blocks:
      down:
        params: {filters: required, norm: batch_norm}
        layers:
          - conv2d: {filters: filters, kernel: 3, stride: 2}
          - ${norm}
          - leaky_relu
    networks:
      encoder:
        input: [28, 28, 1]
        layers:
          - down: {filters: width}
          - down: {filters: 2 * width, norm: none}
            as: deep
          - flatten
          - dense: {units: latent}
      decoder: {use: networks/decoder.yaml, params: {size: latent}}
      other: {like: encoder}
    values:
      z: encoder(digit)
      rebuilt: decoder(z)
    losses:
      error: width * mse(rebuilt, digit) + l1(other(digit), z)
    train:
      epochs: 2
      batch_size: 16
      optimizer: {adam: {learning_rate: 1e-3}}
      step:
        - all: {update: [encoder, decoder], minimize: error}
          other: {minimize: error}
    metrics:
      quality: {value: mean(rebuilt - digit)}
    outputs:
      checkpoints: {every: 1 epoch}
      samples:
        rebuilt: {grid: rebuilt}
    """

  static let decoder = """
    params: {size: required, activation: relu}
    blocks:
      wide:
        layers:
          - dense: {units: 32, activation: "${activation}"}
    input: [size]
    layers:
      - wide
      - dense: 28 * 28
      - reshape: [28, 28, 1]
    """

  static func load(
    _ text: String, decoder: String = decoder, overrides: [String] = []
  ) throws -> LoadedExperiment {
    let texts = ["folder/it.yaml": text, "folder/networks/decoder.yaml": decoder]
    return try LoadedExperiment(
      .experiment(texts: texts), file: "folder/it.yaml", profile: nil, overrides: overrides,
      dataFolder: "data")
  }

  static func changed(_ change: Change) throws -> LoadedExperiment {
    let text = base.replacing(change.from, with: change.to)
    let used = decoder.replacing(change.from, with: change.to)
    #expect(text != base || used != decoder, "the change changes nothing")
    return try load(text, decoder: used)
  }

  @Test(
    "What changes no number leaves the hash as it is",
    arguments: [
      Change("a comment", "seed: 42", "seed: 42  # the answer"),
      Change("spacing", "seed: 42", "seed:     42"),
      Change("block style", "{latent: 2, width: 8}", "\n  latent: 2\n  width: 8"),
      Change("the order of keys", "epochs: 2\n  batch_size: 16", "batch_size: 16\n  epochs: 2"),
      Change("the order of top-level keys", "seed: 42\n", ""),
      Change("the name", "name: identity", "name: other_name"),
      Change("about", "An experiment.", "Another sentence."),
      Change("source", "Nobody 2020", "Somebody 2021"),
      Change("no about", "about: An experiment.\n", ""),
      Change("how often checkpoints are written", "every: 1 epoch", "every: 7 steps"),
      Change("what is shown", "grid: rebuilt", "grid: digit"),
      Change("a default of the schedule", "epochs: 2", "epochs: 2\n  shuffle: true"),
      Change("a default of an update", "minimize: error}\n", "minimize: error, times: 1}\n"),
      Change("the target that an update is named after", "{minimize", "{update: other, minimize"),
      Change("the same target in a list", "{minimize", "{update: [other], minimize"),
      Change("a default of a layer", "stride: 2}", "stride: 2, padding: same}"),
      Change("a layer's default as a map", "- leaky_relu", "- leaky_relu: {slope: 0.3}"),
      Change("a layer's default as its main field", "- leaky_relu", "- leaky_relu: 0.3"),
      Change("a layer with empty fields", "- flatten", "- flatten: {}"),
      Change("a layer's automatic name", "- flatten", "- flatten: {}\n        as: flatten_1"),
      Change(
        "a default of an initializer", "stride: 2}", "stride: 2, initializer: glorot_uniform}"),
      Change("a default of an optimizer", "1e-3}", "1e-3, beta_1: 0.9}"),
      Change("a default of a block", "filters: width}", "filters: width, norm: batch_norm}"),
      Change("a default of a network file", "size: latent}", "size: latent, activation: relu}"),
      Change("a default of a source", "count: 64", "count: 64, shuffle: true"),
      Change("another way to write a scale", "scale: [0, 1]", "scale: {range: [0, 1]}"),
      Change("a metric", "mean(rebuilt - digit)", "mean(digit - rebuilt)"),
      Change("another spelling of a number", "1e-3", "0.001"),
      Change("spaces in an expression", "mse(rebuilt, digit)", "mse( rebuilt,digit )"),
      Change("a param's value in its place", "units: latent", "units: 2"),
      Change("arithmetic in the place of a number", "28 * 28", "784"),
      Change("a param's value in an expression", "width * mse", "8 * mse"),
      Change("a param by another name", "latent", "code_size"),
    ])
  func cosmetic(_ change: Change) throws {
    // Where a key moves, it is put back elsewhere.
    var text = Self.base.replacing(change.from, with: change.to)
    if change.from == "seed: 42\n" { text += "\nseed: 42\n" }
    let used = Self.decoder.replacing(change.from, with: change.to)
    #expect(text != Self.base || used != Self.decoder, "the change changes nothing")
    #expect(try Self.load(text, decoder: used).identity == Self.load(Self.base).identity)
  }

  @Test(
    "What can change a number changes the hash",
    arguments: [
      Change("the seed", "seed: 42", "seed: 43"),
      Change("a param", "latent: 2", "latent: 3"),
      Change("a param of an expression", "width: 8", "width: 9"),
      Change("the number of examples", "count: 64", "count: 65"),
      Change("the scale of the data", "scale: [0, 1]", "scale: [-1, 1]"),
      Change("the batch", "batch_size: 16", "batch_size: 32"),
      Change("the length", "epochs: 2", "epochs: 3"),
      Change(
        "the order of layers", "- ${norm}\n      - leaky_relu", "- leaky_relu\n      - ${norm}"),
      Change("a filter count inside a block", "filters: 2 * width", "filters: 3 * width"),
      Change("a kernel inside a block", "kernel: 3", "kernel: 5"),
      Change("a layer's name, which its random numbers follow", "as: deep", "as: deeper"),
      Change("a field of a layer", "- leaky_relu", "- leaky_relu: 0.2"),
      Change("the file of a network", "units: 32", "units: 33"),
      Change("a param of a network file", "activation: relu", "activation: tanh"),
      Change("the order of layers in a file", "- wide\n", "- wide\n  - wide\n"),
      Change("a learning rate", "1e-3", "2e-3"),
      Change("a default of an optimizer", "1e-3}", "1e-3, beta_1: 0.5}"),
      Change("a loss", "mse(", "l1("),
      Change("a value", "decoder(z)", "decoder(2 * z)"),
      Change("which networks an update changes", "[encoder, decoder]", "[encoder]"),
      Change("stages", "      other: {", "    - other: {"),
      Change(
        "a network with weights of its own", "{like: encoder}",
        "{like: encoder}\n  spare: {like: encoder}"),
      Change("what numbers may do to be fast", "epochs: 2", "epochs: 2\n  numerics: strict"),
    ])
  func numerical(_ change: Change) throws {
    #expect(try Self.changed(change).identity != Self.load(Self.base).identity)
  }

  @Test("The path of data changes the hash, and the folder of the experiment does not matter")
  func paths() throws {
    func identity(_ path: String, file: String = "folder/it.yaml") throws -> String {
      let text = Self.base.replacing("builtin/digits, count: 64", with: "mnist, path: \(path)")
        .replacing("  decoder: {use: networks/decoder.yaml, params: {size: latent}}\n", with: "")
        .replacing("decoder(z)", with: "digit").replacing("[encoder, decoder]", with: "[encoder]")
      return try LoadedExperiment(
        .experiment(texts: [file: text]), file: file, profile: nil, overrides: [],
        dataFolder: "data"
      ).identity.digest
    }
    #expect(try identity("data/a") != identity("data/b"))
    #expect(try identity("data/a") == identity("data/a", file: "elsewhere/it.yaml"))
    #expect(try identity("a") == identity("../folder/a", file: "elsewhere/it.yaml"))
    #expect(try identity("a") != identity("a", file: "elsewhere/it.yaml"))
    // What leads nowhere is no part of a path.
    for spelling in ["data//a", "data/./a", "data/a/", "data/a/.", "data/a//"] {
      #expect(try identity(spelling) == identity("data/a"), "\(spelling)")
    }
    #expect(try identity("./a/") == identity("a"))
    // What is looked up at --data is not what stands in the project, and '..' may stand behind a link.
    for other in ["./data/a", "data/b/../a", "data/../data/a"] {
      #expect(try identity(other) != identity("data/a"), "\(other)")
    }
  }

  @Test("The names of parts within a folder are spelled in several ways, too")
  func parts() throws {
    func identity(_ part: String) throws -> String {
      let text = Self.base.replacing(
        "builtin/digits, count: 64",
        with: "images, path: data/a, splits: {train: \(part)}"
      ).replacing("  decoder: {use: networks/decoder.yaml, params: {size: latent}}\n", with: "")
        .replacing("decoder(z)", with: "digit").replacing("[encoder, decoder]", with: "[encoder]")
      return try LoadedExperiment(
        .experiment(texts: ["it.yaml": text]), file: "it.yaml", profile: nil, overrides: [],
        dataFolder: "nowhere"
      ).identity.digest
    }
    for spelling in ["./b", "b/", "b//."] {
      #expect(try identity(spelling) == identity("b"), "\(spelling)")
    }
    #expect(try identity("b/c") != identity("b"))
  }

  @Test("The digests that data and weights must have are no part of it")
  func pins() throws {
    func identity(_ overrides: [String]) throws -> ExperimentIdentity {
      try LoadedExperiment(
        file: LanguageGolden.root + "/experiments/vae_mnist.yaml", profile: nil,
        overrides: overrides, dataFolder: "nowhere"
      ).identity
    }
    let pin = String(repeating: "ab", count: 32)
    #expect(try identity(["data.digit.sha256=\(pin)"]) == identity([]))
    #expect(try identity(["data.digit.count=7"]) != identity([]))
    let weights = "networks.encoder.weights="
    #expect(
      try identity([weights + "{file: weights/w.safetensors, sha256: \"\(pin)\"}"])
        == identity([weights + "weights/w.safetensors"]))
    #expect(try identity([weights + "weights/w.safetensors"]) != identity([]))
  }

  @Test("Overrides count as if they were written", arguments: ["params.latent=3", "seed=1"])
  func overrides(_ override: String) throws {
    let pair = override.replacing("params.", with: "").split(separator: "=")
    let old = pair[0] == "seed" ? "seed: 42" : "latent: 2"
    let written = Self.base.replacing(old, with: "\(pair[0]): \(pair[1])")
    #expect(
      try Self.load(Self.base, overrides: [override]).identity == Self.load(written).identity)
  }

  @Test(
    "A field that is set of what is written in short form counts as if both were written",
    arguments: [
      (
        "- dense: {units: latent}", "- dense: latent", "networks.encoder.dense_1.activation=relu",
        "- dense: {units: latent, activation: relu}"
      ),
      (
        "- leaky_relu", "- leaky_relu: 0.1", "blocks.down.layers.2.leaky_relu.slope=0.2",
        "- leaky_relu: 0.2"
      ),
      (
        "scale: [0, 1]", "scale: [-1, 1]", "data.digit.scale.fit=train",
        "scale: {range: [-1, 1], fit: train}"
      ),
      (
        "scale: [0, 1]", "transforms: [{noise: 0.1}]", "data.digit.transforms.0.noise.clip=[0, 1]",
        "transforms: [{noise: {std: 0.1, clip: [0, 1]}}]"
      ),
      (
        "{value: mean(rebuilt - digit)}", "mean(rebuilt - digit)", "metrics.quality.split=train",
        "{value: mean(rebuilt - digit), split: train}"
      ),
    ])
  func shortForms(_ line: String, _ short: String, _ override: String, _ whole: String) throws {
    func identity(_ text: String, _ overrides: [String] = []) throws -> ExperimentIdentity {
      try Self.load(Self.base.replacing(line, with: text), overrides: overrides).identity
    }
    #expect(try identity(short, [override]) == identity(whole))
  }

  @Test("The resolved text is the same experiment, needs no other file, and resolves to itself")
  func resolved() throws {
    let loaded = try Self.load(Self.base)
    let again = try LoadedExperiment(
      text: loaded.resolvedText, name: "run/experiment.yaml", overrides: [], dataFolder: "data")
    #expect(again.identity == loaded.identity)
    #expect(again.resolvedText == loaded.resolvedText)
    #expect(again.warnings.diagnostics.isEmpty)
    #expect(try again.graphs.stateEntries().map(\.name) == loaded.graphs.stateEntries().map(\.name))
  }

  @Test(
    "A shipped experiment resolves to itself",
    arguments: ["vae_mnist", "dcgan_mnist", "ecg_anomaly", "conv_autoencoder_mnist"])
  func shipped(_ name: String) throws {
    let file = LanguageGolden.root + "/experiments/\(name).yaml"
    let loaded = try LoadedExperiment(
      file: file, profile: "quick", overrides: [], dataFolder: "data")
    let again = try LoadedExperiment(
      text: loaded.resolvedText, name: "experiment.yaml", overrides: [], dataFolder: "data")
    #expect(again.identity == loaded.identity)
    #expect(again.resolvedText == loaded.resolvedText)
  }
}
