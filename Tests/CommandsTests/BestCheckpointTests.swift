import Artifacts
import Testing

@testable import Commands
@testable import Experiment
@testable import Training

/// A run whose best checkpoint, by a figure that only becomes worse, is the first.
@Suite("The best checkpoint of a run")
struct BestCheckpointTests {
  private static let text = """
    etch: 1
    name: line
    data:
      point: {source: csv, path: points.csv, header: false, holdout: 0}
    networks:
      slope: {input: [2], layers: [{dense: 1}]}
      view: {input: [2], layers: [{reshape: [1, 2, 1]}]}
    losses:
      error: mean(square(slope(point)))
    train:
      epochs: 4
      batch_size: 1
      optimizer: {sgd: {learning_rate: 0.001}}
      step: [{slope: {minimize: error}}]
    outputs:
      checkpoints: {every: 1 epoch, keep: 1, best: {maximize: error}}
      samples:
        shown: {grid: view(point), range: [0, 6], count: 2, every: 1 epoch}

    """

  /// What `etch run` said, and the run's folder.
  private static func run(_ overrides: [String] = [], in folder: RunsFolder) throws
    -> (errors: String, path: String)
  {
    try TextFile.write(text, to: folder.path + "/line.yaml")
    try TextFile.write("1,2\n3,4\n5,6\n", to: folder.path + "/points.csv")
    let end = try EtchProgram(
      ["run", folder.path + "/line.yaml", "--out", folder.path, "--backend", "reference"]
        + overrides)
    #expect(end.status == 0, "\(end.errors)")
    return (end.errors, try RunIndex.path("line", in: folder.path))
  }

  @Test("is told at the end of the run, and is what RUN/best means")
  func named() throws {
    let folder = try RunsFolder()
    let (errors, path) = try Self.run(in: folder)
    let file = RunFolder(path).checkpoint("epoch-0001")
    #expect(errors.contains("the best checkpoint is of epoch 1, by 'error' ("))
    #expect(errors.contains("): \(file); \(path)/best means it\n"), "\(errors)")
    #expect(try RunIndex.path("line/best", in: folder.path) == file)
    #expect(try RunIndex.path("-/best", in: folder.path) == file)
    #expect(try RunIndex.path(path + "/best", in: folder.path) == file)
    #expect(try RunIndex.path("nothing/best", in: folder.path) == "nothing/best")
    let shown = try EtchProgram(["checkpoint", "show", path + "/best"])
    #expect(shown.status == 0 && shown.output.hasPrefix(file), "\(shown.errors)")
    #expect(!shown.errors.contains("the best"))
    let sampled = try EtchProgram(["sample", path + "/best", "--backend", "reference"])
    #expect(sampled.status == 0 && sampled.output.contains("epoch-0001"), "\(sampled.errors)")
  }

  @Test("is where weights of the run come from that ask for it")
  func weights() throws {
    let folder = try RunsFolder()
    let path = try Self.run(in: folder).path
    let hash = String(path.split(separator: "/").last ?? "")
    func files(_ run: String) throws -> [String] {
      let text = Self.text.replacing(
        "layers: [{dense: 1}]}", with: "layers: [{dense: 1}], weights: {run: \(run)}}")
      try TextFile.write(text, to: folder.path + "/tuned.yaml")
      return try LoadedExperiment(
        file: folder.path + "/tuned.yaml", profile: nil, overrides: [], dataFolder: "data",
        runsFolder: folder.path
      ).weightsFiles
    }
    for run in ["line/best", "line/\(hash)/best", "line/\(hash.prefix(4))/best"] {
      #expect(try files(run) == [RunFolder(path).checkpoint("epoch-0001")], "\(run)")
    }
    for run in ["line", "line/\(hash)"] {
      #expect(try files(run) == [RunFolder(path).checkpoint("epoch-0004")], "\(run)")
    }
    let other = try RunsFolder()
    _ = try Self.run(["outputs.checkpoints.best=null"], in: other)
    let end = try EtchProgram([
      "run", folder.path + "/tuned.yaml", "--out", other.path, "--backend", "reference",
      "networks.slope.weights.run=line/best",
    ])
    #expect(end.status == 2, "\(end.errors)")
    #expect(end.errors.contains("is known to be the best"), "\(end.errors)")
  }

  @Test("and any other is named where it is exported")
  func exported() throws {
    let folder = try RunsFolder()
    let path = try Self.run(in: folder).path
    for (word, place) in [(path, "step 12: "), (path + "/best", "step 3: ")] {
      let moment = word == path ? "epoch-0004" : "epoch-0001"
      let end = try EtchProgram(["checkpoint", "export", word, folder.path + "/plain.safetensors"])
      #expect(end.status == 0, "\(end.errors)")
      #expect(
        end.errors.contains("exported \(place)\(RunFolder(path).checkpoint(moment))\n"),
        "\(end.errors)")
    }
  }

  @Test("is told where the newest is taken in its place")
  func other() throws {
    let folder = try RunsFolder()
    let path = try Self.run(in: folder).path
    for words in [
      ["sample", path, "--backend", "reference"], ["checkpoint", "show", path],
      ["checkpoint", "export", path, folder.path + "/plain.safetensors"],
    ] {
      let end = try EtchProgram(words)
      #expect(end.status == 0, "\(words): \(end.errors)")
      #expect(
        end.errors.contains("note: this is the newest checkpoint; the best is of epoch 1"),
        "\(words): \(end.errors)")
      #expect(end.errors.contains(path + "/best"), "\(words): \(end.errors)")
    }
  }

  @Test("is no matter where it is the newest, and none where no figure tells it")
  func none() throws {
    let folder = try RunsFolder()
    let newest = try Self.run(["outputs.checkpoints.best={minimize: error}"], in: folder)
    #expect(!newest.errors.contains("the best checkpoint"), "\(newest.errors)")
    #expect(
      try RunIndex.path("line/best", in: folder.path)
        == RunFolder(newest.path).checkpoint("epoch-0004"))
    let end = try EtchProgram(["checkpoint", "show", newest.path])
    #expect(end.status == 0 && !end.errors.contains("the best"), "\(end.errors)")
    let other = try RunsFolder()
    let path = try Self.run(["outputs.checkpoints.best=null"], in: other).path
    let refused = try EtchProgram(["sample", path + "/best", "--backend", "reference"])
    #expect(refused.status == 2, "\(refused.errors)")
    #expect(refused.errors.contains("is known to be the best"), "\(refused.errors)")
  }
}
