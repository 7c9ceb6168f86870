import Artifacts
import Config
import Diagnostics
import Testing

@testable import Commands
@testable import Experiment

/// What a profile replaces of a file is told where somebody wonders why a change in the file changes nothing.
@Suite("What a profile replaces of the file")
struct ProfileSettingsTests {
  private static let text = """
    etch: 1
    name: replaced
    allow: [never-updated]
    params: {size: 4, rate: 1e-3}
    data:
      beat: {source: builtin/ecg, count: 40, holdout: 0.5, scale: {range: [0, 1], fit: train}}
    networks:
      net: {input: [140], layers: [{dense: size}, {dense: 140}]}
    losses:
      error: mse(net(beat), beat)
    train:
      epochs: 2
      batch_size: 10
      optimizer: {adam: {learning_rate: rate, beta_1: 0.8}}
      step:
        net: {minimize: error, every: 2 steps}
    outputs:
      checkpoints: {every: 1 epoch, keep: 3}
    profiles:
      quick:

    """

  struct Row: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let profile: String
    var overrides: [String] = []
    let paths: [String]
  }

  private static func settings(_ row: Row, profile: String? = "quick") -> ProfileSettings? {
    ProfileSettings(
      .experiment(texts: ["it.yaml": text + "    " + row.profile + "\n"]), file: "it.yaml",
      profile: profile, overrides: row.overrides)
  }

  @Test(
    "is what both set, in the order of the file",
    arguments: [
      Row(
        testDescription: "values of several maps",
        profile: "{train: {epochs: 1}, params: {size: 2}, data: {beat: {count: 32}}}",
        paths: ["params.size", "data.beat.count", "train.epochs"]),
      Row(
        testDescription: "one field of an optimizer",
        profile: "{train: {optimizer: {adam: {learning_rate: 0.1}}}}",
        paths: ["train.optimizer.adam.learning_rate"]),
      Row(
        testDescription: "another optimizer, of which nothing is left",
        profile: "{train: {optimizer: {sgd: {learning_rate: 0.1}}}}", paths: ["train.optimizer"]),
      Row(
        testDescription: "another source, beside which the file's other fields hold",
        profile: "{data: {beat: {source: builtin/digits}}}", paths: ["data.beat.source"]),
      Row(
        testDescription: "all fields of a data set",
        profile:
          "{data: {beat: {source: builtin/digits, count: 9, holdout: 0.1, scale: [-1, 1]}}}",
        paths: ["data.beat"]),
      Row(
        testDescription: "the layers of a network, which are replaced whole",
        profile: "{networks: {net: {layers: [{dense: 140}]}}}", paths: ["networks.net.layers"]),
      Row(
        testDescription: "what the profile leaves out",
        profile: "{outputs: {checkpoints: {keep: null}}}", paths: ["outputs.checkpoints.keep"]),
      Row(
        testDescription: "a field of the only stage",
        profile: "{train: {step: {net: {every: 1 step}}}}", paths: ["train.step.net.every"]),
      Row(
        testDescription:
          "not what is said as it was, what the file lacks, and more allowed warnings",
        profile: "{allow: [unused], train: {epochs: 2, shuffle: false}, params: {more: 1}}",
        paths: []),
      Row(
        testDescription: "nothing that the command line says",
        profile: "{train: {epochs: 1, batch_size: 8, optimizer: {sgd: {momentum: 0.5}}}}",
        overrides: ["train.epochs=3", "train.optimizer={rmsprop: {rho: 0.8}}"],
        paths: ["train.batch_size"]),
    ])
  func paths(row: Row) {
    #expect(Self.settings(row)?.paths ?? [] == row.paths)
    #expect(Self.settings(row, profile: nil)?.paths == nil)
  }

  @Test("is told on one line, however much it is")
  func line() throws {
    let train = "{epochs: 1, batch_size: 8, optimizer: sgd, step: {net: {every: 1 step}}}"
    let row = Row(
      testDescription: "",
      profile:
        "{params: {size: 2, rate: 0.1}, data: {beat: {count: 9, scale: [-1, 1]}}, train: \(train)}",
      paths: [])
    let settings = try #require(Self.settings(row))
    #expect(
      settings.line
        == "profile quick replaces the file's params.size, params.rate, data.beat.count, data.beat.scale, "
        + "train.epochs, train.batch_size and 2 more")
  }

  @Test("stands in the header of a run, below its name, and among the notes of a plan")
  func told() throws {
    let folder = try RunsFolder()
    let file = folder.path + "/replaced.yaml"
    try TextFile.write(Self.text + "    {train: {epochs: 1}}\n", to: file)
    func lines(_ words: String...) throws -> [String] {
      let end = try EtchProgram(words, limits: "cd '\(folder.path)'")
      #expect(end.status == 0, "\(end.errors)")
      return (end.errors + end.output).split(separator: "\n").map(String.init)
    }
    let line = "profile quick replaces the file's train.epochs"
    let run = try lines("run", file, "--profile", "quick", "--backend", "reference")
    try #require(run.count > 1)
    #expect(run[0].hasPrefix("replaced ") && run[1] == "  " + line, "\(run)")
    #expect(try lines("plan", file, "--profile", "quick").contains("note: " + line))
    let plan = try JSON(
      parsing: try lines("plan", file, "--profile", "quick", "--json").joined(separator: "\n"))
    let told: JSON = .object([
      .init("name", .string("quick")), .init("replaces", .array([.string("train.epochs")])),
    ])
    #expect(plan["profile"] == told)
    for words in [
      try lines("plan", file), try lines("run", file, "--backend", "reference"),
      try lines("plan", file, "--profile", "quick", "train.epochs=5"),
    ] {
      #expect(!words.contains { $0.contains("replaces") }, "\(words)")
    }
  }
}
