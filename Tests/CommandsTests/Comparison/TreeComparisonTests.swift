import Diagnostics
import Testing

@testable import Commands
@testable import Experiment

/// An experiment of a few lines, and changes of it.
enum Compared {
  static let text = """
    etch: 1
    name: compared
    about: An experiment.
    seed: 42
    params: {size: 4, rate: 1e-3}
    data:
      digit: {source: builtin/digits, count: 64, scale: [0, 1]}
    networks:
      encoder:
        input: [28, 28, 1]
        layers:
          - conv2d: {filters: 2, kernel: 3, stride: 2}
          - conv2d: {filters: 4, kernel: 3, stride: 2}
          - leaky_relu
          - flatten
          - dense: {units: size}
            as: code
      decoder:
        input: [size]
        layers:
          - dense: 28 * 28
          - reshape: [28, 28, 1]
    values:
      code: encoder(digit)
      rebuilt: decoder(code)
    losses:
      error: mse(rebuilt, digit)
    train:
      epochs: 2
      batch_size: 16
      optimizer: {adam: {learning_rate: rate}}
      step:
        - all: {update: [encoder, decoder], minimize: error}
    outputs:
      samples:
        rebuilt: {grid: rebuilt, count: 8}
    """

  static func side(_ text: String = text) throws -> ComparedExperiment {
    try ComparedExperiment(
      LoadedExperiment(
        .experiment(texts: ["it.yaml": text]), file: "it.yaml", profile: nil, overrides: [],
        dataFolder: "data"), name: "it.yaml")
  }

  static func comparison(_ old: String, _ new: String) throws -> ExperimentComparison {
    try ExperimentComparison(side(old), side(new), file: "it.yaml")
  }

  /// The comparison of the text with one in which something is replaced.
  static func changing(_ from: String, _ to: String) throws -> ExperimentComparison {
    let new = text.replacing(from, with: to)
    #expect(new != text, "the change changes nothing")
    return try comparison(text, new)
  }
}

@Suite("What differs between two experiments")
struct TreeComparisonTests {
  struct Change: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let from: String
    let to: String
    let level: ChangeClass
    let lines: [String]
    var state: [String] = []
    var remarks: [String] = []
  }

  private static let second = "      - conv2d: {filters: 4, kernel: 3, stride: 2}\n"

  @Test(
    "A change is told at its path, with its class and what becomes of the state",
    arguments: [
      Change(
        testDescription: "a comment", from: "seed: 42", to: "seed: 42  # the answer",
        level: .cosmetic, lines: []),
      Change(
        testDescription: "a default that is spelled out", from: "stride: 2}\n      - leaky",
        to: "stride: 2, padding: same}\n      - leaky", level: .cosmetic, lines: []),
      Change(
        testDescription: "about", from: "An experiment.", to: "Another.", level: .outputs,
        lines: ["about: An experiment. -> Another."]),
      Change(
        testDescription: "the name", from: "name: compared", to: "name: other", level: .outputs,
        lines: ["name: compared -> other"],
        remarks: ["the name is another, so runs stand in another folder: other/"]),
      Change(
        testDescription: "a sample's count", from: "count: 8}", to: "count: 9}", level: .outputs,
        lines: ["outputs.samples.rebuilt.count: 8 -> 9"]),
      Change(
        testDescription: "a sample of another name", from: "    rebuilt: {grid",
        to: "    again: {grid", level: .outputs,
        lines: [
          "+ outputs.samples.again: {grid: rebuilt, count: 8}",
          "- outputs.samples.rebuilt: {grid: rebuilt, count: 8}",
        ]),
      Change(
        testDescription: "the seed", from: "seed: 42", to: "seed: 43", level: .numerics,
        lines: ["seed: 42 -> 43"]),
      Change(
        testDescription: "a field with a default", from: "leaky_relu", to: "leaky_relu: 0.1",
        level: .numerics, lines: ["networks.encoder.leaky_relu_1.slope: 0.3 -> 0.1"]),
      Change(
        testDescription: "a loss", from: "mse(rebuilt", to: "2 * mse(rebuilt", level: .numerics,
        lines: ["losses.error: mse(rebuilt, digit) -> 2 * mse(rebuilt, digit)"]),
      Change(
        testDescription: "the only stage's update", from: "minimize: error",
        to: "minimize: error, times: 2", level: .numerics,
        lines: ["train.step.all.times: 1 -> 2"]),
      Change(
        testDescription: "a param of a rate", from: "rate: 1e-3", to: "rate: 1e-2",
        level: .numerics, lines: ["params.rate: 0.001 -> 0.01"]),
      Change(
        testDescription: "a param of shapes", from: "size: 4", to: "size: 5", level: .checkpoint,
        lines: ["params.size: 4 -> 5"],
        state: [
          "encoder.code weight [4, 196] -> [5, 196], bias [4] -> [5]",
          "decoder.dense_1 weight [784, 4] -> [784, 5]",
        ]),
      Change(
        testDescription: "another optimizer", from: "{adam: {learning_rate: rate}}",
        to: "{sgd: {learning_rate: rate}}", level: .checkpoint,
        lines: ["train.optimizer: adam -> sgd: {learning_rate: 0.001}"],
        state: ["optimizer 16 entries gone"]),
      Change(
        testDescription: "a layer that is taken out", from: "      - leaky_relu\n", to: "",
        level: .numerics, lines: ["- networks.encoder.leaky_relu_1: leaky_relu"]),
      Change(
        testDescription: "a layer that is put in between",
        from: second, to: "      - conv2d: {filters: 3, kernel: 3}\n" + second,
        level: .checkpoint,
        lines: [
          "+ networks.encoder.conv2d_2: conv2d: {filters: 3, kernel: 3} after conv2d_1"
        ],
        state: [
          "encoder.conv2d_2 weight none -> [3, 2, 3, 3], bias none -> [3]",
          "encoder.conv2d_3 weight [4, 2, 3, 3] -> [4, 3, 3, 3], was encoder.conv2d_2.weight, "
            + "bias [4], was encoder.conv2d_2.bias",
        ],
        remarks: [
          "encoder.conv2d_2 is now encoder.conv2d_3: layers without a name are numbered; "
            + "name them with 'as:' to keep checkpoints loading"
        ]),
      Change(
        testDescription: "a layer that gets a name", from: second,
        to: second + "        as: edges\n",
        level: .checkpoint, lines: ["networks.encoder.edges.as: conv2d_2 -> edges"],
        state: [
          "encoder.edges weight [4, 2, 3, 3], was encoder.conv2d_2.weight, bias [4], was encoder.conv2d_2.bias"
        ],
        remarks: [
          "encoder.conv2d_2 is called encoder.edges",
          "only names differ: weights: {names: {edges: conv2d_2}}",
        ]),
      Change(
        testDescription: "a network of another name", from: "decoder", to: "painter",
        level: .checkpoint,
        lines: [
          "+ networks.painter: {input: [4], layers: [{dense: {units: 784}}, {reshape: {shape: [28, 28, 1]}}]}",
          "- networks.decoder: {input: [4], layers: [{dense: {units: 784}}, {reshape: {shape: [28, 28, 1]}}]}",
          "values.rebuilt: decoder(code) -> painter(code)",
          "train.step.all.update: [encoder, decoder] -> [encoder, painter]",
        ],
        state: [
          "painter.dense_1 weight none -> [784, 4], bias none -> [784]",
          "decoder.dense_1 weight [784, 4] -> none, bias [784] -> none",
        ]),
    ])
  func changes(change: Change) throws {
    let found = try Compared.changing(change.from, change.to)
    #expect(found.level == change.level)
    #expect(found.changes.map(\.line) == change.lines)
    #expect(found.stateLines.map { "\($0.layer) \($0.parts)" } == change.state)
    #expect(found.remarks.count == change.remarks.count, "\(found.remarks)")
    for (remark, expected) in zip(found.remarks, change.remarks) {
      #expect(remark.hasPrefix(expected), "\(remark)")
    }
  }

  @Test(
    "A layer that is put behind one that changes is told to stand behind it", arguments: [3, 5])
  func placeInGap(filters: Int) throws {
    let found = try Compared.changing(
      Self.second,
      "      - conv2d: {filters: \(filters), kernel: 3, stride: 2}\n      - batch_norm\n")
    #expect(
      found.changes.map(\.line) == [
        "networks.encoder.conv2d_2.filters: 4 -> \(filters)",
        "+ networks.encoder.batch_norm_1: batch_norm after conv2d_2",
      ])
  }

  @Test("Each change has a class of its own, by the state of its layer")
  func classes() throws {
    let new = Compared.text.replacing("seed: 42", with: "seed: 1")
      .replacing("filters: 2", with: "filters: 3").replacing("count: 8", with: "count: 4")
    let found = try Compared.comparison(Compared.text, new)
    #expect(
      found.changes.map { "\($0.path) \($0.level.name)" } == [
        "seed numerics", "networks.encoder.conv2d_1.filters checkpoint",
        "outputs.samples.rebuilt.count outputs",
      ])
  }

  @Test("A param that changes is told in place of what follows from it, and nothing else is")
  func causes() throws {
    let new = Compared.text.replacing("size: 4", with: "size: 6").replacing("28 * 28", with: "784")
      .replacing("as: code", with: "as: bottleneck")
    let found = try Compared.comparison(Compared.text, new)
    #expect(
      found.changes.map(\.path) == ["params.size", "networks.encoder.bottleneck.as"])
    #expect(found.level == .checkpoint)
  }

  @Test(
    "A param that is written otherwise is told as it is written, and one that follows as what it comes to"
  )
  func writtenParams() throws {
    let old = Compared.text.replacing("size: 4,", with: "base: 2, size: 2 * base,")
    for (from, to, lines) in [
      ("2 * base", "4 * base", ["params.size: 2 * base -> 4 * base"]),
      ("2 * base", "8", ["params.size: 2 * base -> 8"]),
      ("base: 2", "base: 3", ["params.base: 2 -> 3", "params.size: 4 -> 6"]),
    ] {
      let found = try Compared.comparison(old, old.replacing(from, with: to))
      #expect(found.changes.map(\.line) == lines)
    }
  }

  @Test("Params that only one side has are named, where both have some")
  func otherParams() throws {
    let new = Compared.text.replacing("{size: 4", with: "{width: 5")
      .replacing("units: size", with: "units: width").replacing("[size]", with: "[width]")
    let found = try Compared.comparison(Compared.text, new)
    #expect(found.remarks.contains("new: params.width"), "\(found.remarks)")
    #expect(found.remarks.contains("gone: params.size"), "\(found.remarks)")
  }

  @Test("Where data is not here, the class is a lower bound, and says which file it would take")
  func lowerBound() throws {
    let csv = """
      etch: 1
      name: beats
      data:
        beat: {source: csv, path: data/nowhere.csv}
      networks:
        rebuild: {input: [140], layers: [{dense: {units: 140}}]}
      losses: {error: "l1(rebuild(beat), beat)"}
      train:
        epochs: 2
        batch_size: 16
        optimizer: {adam: {learning_rate: 1e-3}}
        step: [{rebuild: {minimize: error}}]
      """
    let found = try Compared.comparison(
      csv, csv.replacing("units: 140", with: "units: 140, bias: false"))
    #expect(found.level == .numerics && found.isLowerBound)
    #expect(found.remarks.count == 1)
    #expect(found.remarks[0].hasPrefix("at least numerics: there is no file 'data/nowhere.csv'"))
    #expect(found.levelPhrase == "at least numerics: a new run")
    let same = try Compared.comparison(csv, csv + "\n# a comment\n")
    #expect(same.level == .cosmetic && !same.isLowerBound)
  }
}
