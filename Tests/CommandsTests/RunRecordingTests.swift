import Artifacts
import Diagnostics
import Foundation
import Testing

@testable import Commands
@testable import Experiment
@testable import Training

/// What stands in a run's folder besides its numbers, and who may go on with it.
@Suite("A run knows what it was")
struct RunRecordingTests {
  private static let text = """
    etch: 1
    name: line
    extends: base.yaml
    params: {rate: 1 / 4}
    data:
      point: {source: csv, path: points.csv, header: false, holdout: 0}
    networks:
      slope: {use: networks/slope.yaml}
    train:
      steps: 4
      batch_size: 2
      optimizer: {sgd: {learning_rate: rate}}
      step: [{slope: {minimize: error}}]
    """
  private static let base = """
    etch: 1
    losses:
      error: mean(square(slope(point)))
    outputs:
      checkpoints: {every: 2 steps, keep: 9}
    profiles:
      short: {train: {steps: 2}}

    """
  private static let network = "input: [2]\nlayers: [{dense: 1}]\n"

  /// Writes the experiment into `folder`, and returns its file.
  private static func written(_ folder: String, _ text: String = text) throws -> String {
    try Folder.create(folder + "/networks")
    try AtomicFile.write(text, to: folder + "/line.yaml")
    try AtomicFile.write(base, to: folder + "/base.yaml")
    try AtomicFile.write(network, to: folder + "/networks/slope.yaml")
    try AtomicFile.write("1,2\n3,4\n5,6\n", to: folder + "/points.csv")
    return folder + "/line.yaml"
  }

  private static func run(
    _ file: String, out: String, profile: String? = nil, overrides: [String] = [],
    steps: Int? = nil, fresh: Bool = false, listener: Listener = Listener()
  ) throws -> (folder: RunFolder, ending: ExperimentRun.Ending) {
    let run = try ExperimentRun(
      LoadedExperiment(file: file, profile: profile, overrides: overrides, dataFolder: "data"),
      machine: Machine(threads: 1, usesReference: true),
      options: RunOptions(
        outFolder: out, steps: steps, fresh: fresh, commandLine: ["etch", "run", file]))
    return (run.folder, try run.execute(observer: listener, stop: StopRequest()))
  }

  @Test("one experiment in two folders leaves the same bytes")
  func twoFolders() throws {
    let out = try RunsFolder()
    let runs = try ["here", "elsewhere/deeper"].map { place in
      try Self.run(Self.written(out.path + "/" + place), out: out.path + "/runs-" + place).folder
    }
    #expect(
      URL(filePath: runs[0].path).lastPathComponent == URL(filePath: runs[1].path).lastPathComponent
    )
    let files = try runs.map { try $0.checkpointFiles().map(\.path) }
    #expect(files[0].count == 2 && files[1].count == 2)
    for (one, other) in zip(files[0], files[1]) {
      #expect(try InputFile.contents(of: one) == InputFile.contents(of: other), "\(one)")
    }
    #expect(
      try TextFile.read(runs[0].experiment) == TextFile.read(runs[1].experiment))
  }

  @Test("its record has what was asked for")
  func record() throws {
    let out = try RunsFolder()
    let file = try Self.written(out.path)
    let overrides = ["seed=7"]
    let folder = try Self.run(
      file, out: out.path + "/runs", profile: "short", overrides: overrides
    ).folder
    let loaded = try LoadedExperiment(
      file: file, profile: "short", overrides: overrides, dataFolder: "data")
    let request = try #require(RunRecord.read(from: folder.record).request)
    #expect(
      request
        == RunRecord.Request(
          identity: loaded.identity.digest, groupIdentity: loaded.identity.group,
          root: URL(fileURLWithPath: out.path).standardizedFileURL.path,
          file: "line.yaml", profile: "short", overrides: overrides, params: ["rate": "0.25"],
          commandLine: ["etch", "run", file]))
  }

  @Test("its folder has copies of all files that it was composed of")
  func sources() throws {
    let out = try RunsFolder()
    let file = try Self.written(out.path, Self.text + "\r\n# the end\r\n")
    let folder = try Self.run(file, out: out.path + "/runs").folder
    for name in ["line.yaml", "base.yaml", "networks/slope.yaml"] {
      #expect(
        try InputFile.contents(of: folder.sources + "/" + name)
          == InputFile.contents(of: out.path + "/" + name), "\(name)")
    }
  }

  @Test("its resolved experiment runs again as it is, and is the same")
  func again() throws {
    let out = try RunsFolder()
    let file = try Self.written(out.path)
    let folder = try Self.run(file, out: out.path + "/runs").folder
    #expect(try TextFile.read(folder.experiment).contains("path: points.csv"))
    let again = try Self.run(folder.experiment, out: out.path + "/again").folder
    for (one, other) in try zip(folder.checkpointFiles(), again.checkpointFiles()) {
      #expect(try InputFile.contents(of: one.path) == InputFile.contents(of: other.path))
    }
    #expect(try again.checkpointFiles().count == 2)
    #expect(try Self.run(folder.experiment, out: out.path + "/runs").ending == .alreadyFinished)
  }

  @Test("'done' stands when it is finished, and not while there is something to do")
  func done() throws {
    let out = try RunsFolder()
    let file = try Self.written(out.path)
    let folder = try Self.run(file, out: out.path + "/runs", steps: 2).folder
    #expect(!Folder.exists(folder.done))
    #expect(try Self.run(file, out: out.path + "/runs").ending == .finished)
    #expect(Folder.exists(folder.done))
    // A run that was killed between its record and this.
    try FileManager.default.removeItem(atPath: folder.done)
    #expect(try Self.run(file, out: out.path + "/runs").ending == .alreadyFinished)
    #expect(Folder.exists(folder.done))
    let listener = Listener()
    listener.afterStep = { _ in #expect(!Folder.exists(folder.done)) }
    #expect(
      try Self.run(file, out: out.path + "/runs", fresh: true, listener: listener).ending
        == .finished)
    #expect(listener.steps == 4)
  }

  @Test("a checkpoint of another experiment is not gone on with")
  func foreign() throws {
    let out = try RunsFolder()
    let file = try Self.written(out.path)
    let one = try Self.run(file, out: out.path + "/runs", steps: 2).folder
    let other = try Self.run(file, out: out.path + "/runs", overrides: ["seed=9"], steps: 2).folder
    let names = try Folder.names(in: one.checkpoints)
    for name in names {
      try AtomicFile.write(
        InputFile.contents(of: one.checkpoints + "/" + name), to: other.checkpoints + "/" + name)
    }
    let message = refusal {
      try Self.run(file, out: out.path + "/runs", overrides: ["seed=9"])
    }
    #expect(message.contains("is a checkpoint of another experiment"), "\(message)")
    let end = try EtchProgram([
      "run", file, "seed=9", "--out", out.path + "/runs", "--backend", "reference",
    ])
    #expect(end.status == 2, "\(end.errors)")
  }

  @Test("a log that was changed since the checkpoint is not gone on with")
  func changedLog() throws {
    let out = try RunsFolder()
    let file = try Self.written(out.path, Self.text.replacing("steps: 4", with: "epochs: 4"))
    let folder = try Self.run(file, out: out.path + "/runs", steps: 4).folder
    let text = try TextFile.read(folder.metrics)
    #expect(text.contains("\"epoch\":1"))
    try TextFile.write(text.replacing("\"epoch\":1", with: "\"epoch\":7"), to: folder.metrics)
    let message = refusal { try Self.run(file, out: out.path + "/runs") }
    #expect(message.contains("has other lines than the checkpoint has seen"), "\(message)")
  }

  @Test("a metric that is added to a finished run is evaluated, and nothing is trained anew")
  func lateMetric() throws {
    let out = try RunsFolder()
    let file = try Self.written(out.path)
    let folder = try Self.run(file, out: out.path + "/runs").folder
    let log = try TextFile.read(folder.metrics)
    let listener = Listener()
    _ = try Self.written(out.path, Self.text + "\nmetrics: {size: mean(slope(point))}\n")
    let again = try Self.run(file, out: out.path + "/runs", listener: listener)
    #expect(again.ending == .finished && again.folder.path == folder.path)
    #expect(listener.steps == 0)
    #expect(try TextFile.read(folder.metrics) == log)
    let lines = try MetricsLog.read(folder.evaluations)
    #expect(lines.map { $0["step"] } == [.integer(2), .integer(4)])
    #expect(lines.allSatisfy { $0["size"]?.double?.isFinite == true })
    #expect(try Self.run(file, out: out.path + "/runs").ending == .alreadyFinished)
  }
}
