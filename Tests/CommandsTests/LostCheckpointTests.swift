import Artifacts
import Diagnostics
import Foundation
import Tensors
import Testing

@testable import Commands
@testable import Experiment
@testable import Training

/// What reads a run's newest checkpoint where that is another experiment's, damaged, gone, or not to be read.
@Suite("Runs whose newest checkpoint is not theirs, or not there", .serialized)
struct LostCheckpointTests {
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
      checkpoints: {every: 1 epoch, keep: 9}
      samples:
        shown: {grid: view(point), range: [0, 6], count: 2, every: 1 epoch}

    """

  /// A project with a finished run of 12 steps, whose checkpoints are of the steps 3, 6, 9 and 12.
  private struct Project {
    let folder: RunsFolder
    let run: RunFolder
    var path: String { folder.path }
    var file: String { path + "/line.yaml" }
    var newest: String { run.checkpoint("epoch-0004") }

    init() throws {
      folder = try RunsFolder()
      try AtomicFile.write(LostCheckpointTests.text, to: folder.path + "/line.yaml")
      try AtomicFile.write("1,2\n3,4\n5,6\n", to: folder.path + "/points.csv")
      run = try Self.run(folder.path, "seed=1")
    }

    static func run(_ folder: String, _ overrides: String...) throws -> RunFolder {
      let run = try ExperimentRun(
        LoadedExperiment(
          file: folder + "/line.yaml", profile: nil, overrides: overrides, dataFolder: "data"),
        machine: Machine(threads: 1, usesReference: true),
        options: RunOptions(outFolder: folder + "/outputs"))
      _ = try run.execute(observer: Listener(), stop: StopRequest())
      return run.folder
    }

    /// An experiment that takes the run's weights.
    func borrower() throws -> String {
      let name = run.path.split(separator: "/").last.map(String.init) ?? ""
      try AtomicFile.write(
        """
        etch: 1
        name: borrower
        data:
          point: {source: csv, path: points.csv, header: false, holdout: 0}
        networks:
          slope: {input: [2], layers: [{dense: 1}], weights: {run: line/\(name)}}
        metrics:
          size: mean(slope(point))

        """, to: path + "/borrower.yaml")
      return path + "/borrower.yaml"
    }

    /// Every command that takes a run for its newest checkpoint, by its name.
    func commands() throws -> [(name: String, words: [String])] {
      [
        ("sample", ["sample", run.path, "--backend", "reference"]),
        ("pack", ["pack", run.path, "--out", path + "/it.etch"]),
        ("show", ["checkpoint", "show", run.path]),
        ("export", ["checkpoint", "export", run.path, path + "/plain.safetensors"]),
        (
          "continue",
          [
            "run", file, "seed=1", "train.epochs=5", "--continue", run.path, "--out",
            path + "/longer", "--backend", "reference",
          ]
        ),
        (
          "weights",
          ["run", try borrower(), "--out", path + "/outputs", "--backend", "reference", "--fresh"]
        ),
      ]
    }

    /// The bytes of all pictures of the run.
    func pictures() throws -> [String: [UInt8]] {
      var found: [String: [UInt8]] = [:]
      for name in try FileManager.default.subpathsOfDirectory(atPath: run.path)
      where name.hasSuffix(".png") {
        found[name] = try InputFile.contents(of: run.path + "/" + name)
      }
      return found
    }
  }

  @Test("a checkpoint of another experiment is taken by no command for the run's")
  func foreign() throws {
    let project = try Project()
    let other = try Project.run(project.path, "seed=2")
    try AtomicFile.write(
      InputFile.contents(of: other.checkpoint("epoch-0004")), to: project.newest)
    let pictures = try project.pictures()
    // Of four epochs, and the curves.
    #expect(pictures.count == 5)
    let verify = (name: "verify", words: ["checkpoint", "verify", project.run.path])
    for (name, words) in try project.commands() + [verify] {
      let end = try EtchProgram(words)
      #expect(end.status == 2, "\(name): \(end.errors)")
      #expect(end.errors.contains("of another experiment than the run's"), "\(end.errors)")
    }
    #expect(try project.pictures() == pictures)
    for name in ["it.etch", "plain.safetensors", "longer"] {
      #expect(!Folder.exists(project.path + "/" + name), "\(name)")
    }
    // Named by itself it is no run's, and is shown elsewhere; in the run's place it is not.
    let elsewhere = [
      "sample", project.newest, "--backend", "reference", "--out", project.path + "/shown",
    ]
    #expect(try EtchProgram(elsewhere).status == 0)
    #expect(try EtchProgram(["sample", project.newest, "--backend", "reference"]).status == 2)
    #expect(try project.pictures() == pictures)
  }

  @Test("an older one is taken with a word of warning", arguments: ["gone", "damaged"])
  func older(how: String) throws {
    let project = try Project()
    if how == "gone" {
      try FileManager.default.removeItem(atPath: project.newest)
    } else {
      try AtomicFile.write(Array("no checkpoint".utf8), to: project.newest)
    }
    for (name, words) in try project.commands() {
      let end = try EtchProgram(words)
      #expect(end.status == 0, "\(name): \(end.errors)")
      #expect(end.errors.contains("[damaged-checkpoint]"), "\(name): \(end.errors)")
      #expect(end.errors.contains("had come to step 12"), "\(name): \(end.errors)")
    }
    // All of them have taken the one of step 9.
    let plain = try SavedRun.header(of: project.path + "/plain.safetensors")
    #expect(plain.progress.totalSteps == 9)
    let manifest = try PackedRun(project.path + "/it.etch").manifest
    #expect(manifest.steps == 9)
    let longer = try Folder.names(in: project.path + "/longer/line")
    let record = try RunRecord.read(
      from: RunFolder("\(project.path)/longer/line/\(longer[0])").record)
    #expect(record.continues?.steps == 9)
  }

  @Test("the older checkpoint of a pack is compared with what training comes to on its way")
  func verifiedOlder() throws {
    let project = try Project()
    try FileManager.default.removeItem(atPath: project.newest)
    let pack = try RunPack(run: project.run.path, out: project.path + "/it.etch")
    #expect(pack.warnings.diagnostics.count == 1)
    let words = ["verify", pack.path, "--backend", "reference"]
    // Where its data is.
    let here = "cd '\(project.path)'"
    let end = try EtchProgram(words, limits: here)
    #expect(end.status == 0, "\(end.errors)")
    #expect(
      end.output
        == "same bits after 12 steps (compared at 1, 10, 12), the checkpoint of step 9 too\n")
    let few = try EtchProgram(words + ["--steps", "5"], limits: here)
    #expect(few.status == 0 && few.output.contains("is of a later step"), "\(few.output)")
    // Another state in its place is found, as at the end of a run.
    let inside = project.path + "/inside"
    let names = try Archive.unpack(pack.path, into: inside)
    let name = "checkpoints/epoch-0003.safetensors.zst"
    var checkpoint = try Checkpoint.read(from: "\(inside)/\(name)").content
    let first = checkpoint.tensors[0]
    checkpoint.tensors[0] = NamedTensor(
      first.name, HostArray(shape: first.array.shape, repeating: 0.5))
    try Checkpoint(tensors: checkpoint.tensors, metadata: checkpoint.metadata)
      .write(to: "\(inside)/\(name)")
    var manifest = try PackManifest(InputFile.contents(of: inside + "/pack.json"), of: "it")
    manifest.files[name] = try ContentDigest.ofFile("\(inside)/\(name)")
    try TextFile.write(manifest.json.description, to: inside + "/pack.json")
    try Archive.write(
      names.map { .init($0, file: "\(inside)/\($0)") }, to: project.path + "/other.etch")
    let other = try EtchProgram(
      ["verify", project.path + "/other.etch", "--backend", "reference"], limits: here)
    #expect(other.status == 3, "\(other.errors)")
    #expect(other.output.contains("\(first.name) differs"), "\(other.output)")
  }

  #if os(Linux)
    @Test("one that the disk does not give stops every command, and is passed over by none")
    func unreadable() throws {
      let project = try Project()
      let pictures = try project.pictures()
      try FileManager.default.removeItem(atPath: project.newest)
      #expect(symlink("/proc/self/mem", project.newest) == 0)
      for (name, words) in try project.commands() {
        let end = try EtchProgram(words)
        #expect(end.status == 1, "\(name): \(end.errors)")
        #expect(end.errors.contains("cannot read '\(project.newest)'"), "\(name): \(end.errors)")
      }
      #expect(try project.pictures() == pictures)
    }
  #endif
}
