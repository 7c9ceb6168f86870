import Artifacts
import Diagnostics
import Foundation
import Testing

@testable import Commands
@testable import Experiment
@testable import Training

/// What the commands that take a checkpoint say of one: whole, exported, damaged, or none at all.
@Suite("Looking into checkpoints")
struct CheckpointReportTests {
  /// A finished run and files made of its newest checkpoint.
  struct Files {
    let folder: RunsFolder
    let run: String
    let newest: String
    /// The arguments that run it again.
    let experiment: [String]

    init() throws {
      folder = try RunsFolder()
      let small = QuickExperiment(
        name: "ecg_anomaly",
        overrides: [
          "data.beat.count=100", "train.batch_size=50", "train.epochs=2",
          "outputs.checkpoints.every=1 epoch",
        ])
      experiment =
        [small.file, "--profile", "quick", "--out", folder.path] + small.overrides
      run = try small.run(in: folder.path).run.folder.path
      newest = try #require(RunFolder(run).checkpointFiles().last?.path)
    }

    /// A file beside the run with these bytes.
    func file(_ name: String, _ bytes: [UInt8]) throws -> String {
      try AtomicFile.write(bytes, to: folder.path + "/" + name)
      return folder.path + "/" + name
    }
  }

  @Test("an exported file shows what its checkpoint shows, and is sampled from as it is")
  func exported() throws {
    let files = try Files()
    let plain = files.folder.path + "/plain.safetensors"
    let export = try EtchProgram(["checkpoint", "export", files.run, plain])
    #expect(export.status == 0 && export.output == plain + "\n")
    let shown = try EtchProgram(["checkpoint", "show", plain])
    #expect(shown.status == 0, "\(shown.errors)")
    let whole = try EtchProgram(["checkpoint", "show", files.run]).output
    #expect(whole.hasPrefix(files.newest + "\nstep "))
    #expect(shown.output == whole.replacing(files.newest, with: plain))

    let lost = try EtchProgram(["sample", plain])
    #expect(lost.status == 2)
    #expect(lost.errors.contains("stands in no run's folder; say where to write with --out"))
    let out = files.folder.path + "/sampled"
    let sampled = try EtchProgram(["sample", plain, "--out", out])
    #expect(sampled.status == 0, "\(sampled.errors)")
    let again = try EtchProgram(["sample", files.run, "--out", out + "2"])
    for (one, other) in zip(
      sampled.output.split(separator: "\n"), again.output.split(separator: "\n"))
    {
      #expect(try InputFile.contents(of: String(one)) == InputFile.contents(of: String(other)))
    }
    let verified = try EtchProgram(["checkpoint", "verify", plain])
    #expect(verified.status == 2)
    #expect(
      verified.errors.contains("is a plain .safetensors file, which has no checksum to compare"))
  }

  @Test("a safetensors file of others is listed, and is no checkpoint to sample from")
  func foreign() throws {
    let files = try Files()
    let header = #"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#
    let bytes = [UInt8(header.utf8.count)] + [UInt8](repeating: 0, count: 7) + Array(header.utf8)
    let theirs = try files.file("theirs.safetensors", bytes + [UInt8](repeating: 0, count: 8))
    let shown = try EtchProgram(["checkpoint", "show", theirs])
    #expect(shown.status == 0)
    #expect(
      shown.output == """
        \(theirs)
        a .safetensors file that etch did not write

        w  f32[2]
        1 tensor, 2 elements, 8 bytes

        """)
    let sampled = try EtchProgram(["sample", theirs, "--out", files.folder.path])
    #expect(sampled.status == 2)
    #expect(sampled.errors.contains("is no checkpoint of etch: its metadata has no 'identity'"))
    let out = files.folder.path + "/o.safetensors"
    let exported = try EtchProgram([
      "checkpoint", "export", theirs, out, "--pytorch", files.folder.path + "/o.py",
    ])
    #expect(exported.status == 2)
    #expect(
      exported.errors.contains("has weights and no experiment, so it is not known what networks"))
  }

  @Test("names in a file of others reach neither the terminal as they are nor a line of their own")
  func hostileNames() throws {
    let files = try Files()
    func plain(_ type: String) -> [UInt8] {
      let header =
        #"{"a\u001b[31mRED\nb":{"dtype":"\#(type)","shape":[2],"data_offsets":[0,8]}}"#
      return [UInt8(header.utf8.count)] + [UInt8](repeating: 0, count: 7) + Array(header.utf8)
        + [UInt8](repeating: 0, count: 8)
    }
    let shown = try EtchProgram([
      "checkpoint", "show", files.file("theirs.safetensors", plain("F32")),
    ])
    #expect(shown.status == 0)
    #expect(shown.output.contains("\n" + #"a\u{1B}[31mRED\nb  f32[2]"# + "\n"), "\(shown.output)")

    let circumstances = #"{"version":"1\u001b[2J","backend":"x\u0007","sha256":{}}"#
    let boasting = files.folder.path + "/boasting.safetensors.zst"
    try Checkpoint(
      tensors: [],
      metadata: Checkpoint.read(from: files.newest).metadata.map {
        $0.key == "circumstances" ? MetadataEntry($0.key, circumstances) : $0
      }
    ).write(to: boasting)
    let read = try EtchProgram(["checkpoint", "show", boasting])
    #expect(read.output.contains(#"etch 1\u{1B}[2J, x\u{7}"#), "\(read.output)\(read.errors)")

    _ = try files.file(
      String(files.run.dropFirst(files.folder.path.count + 1)) + "/checkpoints/x.safetensors.zst",
      plain("X9"))
    for command in [["run"] + files.experiment, ["sample", files.run]] {
      let end = try EtchProgram(command)
      #expect(end.status == 0, "\(end.errors)")
      #expect(end.errors.contains(#"tensor 'a\u{1B}[31mRED"#), "\(end.errors)")
      #expect(!end.errors.contains("\u{1B}"))
    }
  }

  @Test("an experiment in a checkpoint cannot write outside the folder that is named")
  func hostileExperiment() throws {
    let files = try Files()
    let content = try Checkpoint.read(from: files.newest)
    let evil = files.folder.path + "/evil.safetensors.zst"
    try Checkpoint(
      tensors: content.tensors,
      metadata: content.metadata.map {
        $0.key == "experiment"
          ? MetadataEntry(
            $0.key, $0.value.replacing("normal_beat:", with: #""../../../evil":"#)) : $0
      }
    ).write(to: evil)
    let end = try EtchProgram(["sample", evil, "--out", files.folder.path + "/q/w/out"])
    #expect(end.status == 2)
    #expect(end.errors.contains("error: '../../../evil' is no name"), "\(end.errors)")
    #expect(!Folder.exists(files.folder.path + "/q"))
  }

  @Test("whatever is damaged is said, with advice and status 2, by every command")
  func damaged() throws {
    let files = try Files()
    let whole = try InputFile.contents(of: files.newest)
    var flipped = whole
    flipped[flipped.count / 2] ^= 0x40
    let again = "use an older checkpoint, or copy the file again"
    let form = "a checkpoint is a .safetensors file, as it is or compressed with zstd"
    try FileManager.default.createDirectory(
      atPath: files.folder.path + "/folder", withIntermediateDirectories: true)
    let cases: [(file: String, problem: String, advice: String, shows: Bool)] = [
      (try files.file("cut.zst", Array(whole[..<(whole.count / 2)])), "is truncated", again, true),
      (
        try files.file("short.zst", Array(whole[..<3])), "is truncated: it has 3 bytes", again,
        false
      ),
      (try files.file("empty.zst", []), "is empty", again, false),
      (try files.file("flipped.zst", flipped), "is corrupt: ", again, true),
      (try files.file("text.zst", Array("this is a text".utf8)), "is no checkpoint", form, false),
      (
        files.folder.path + "/folder", "there is no checkpoint in",
        "name a checkpoint, or a run's folder: outputs/NAME/HASH", false
      ),
      (files.folder.path + "/none.zst", "none.zst'", "check the spelling of the path", false),
    ]
    for (file, problem, advice, shows) in cases {
      for command in [
        ["checkpoint", "verify", file], ["checkpoint", "show", file],
        ["checkpoint", "export", file, files.folder.path + "/out.safetensors"],
        ["sample", file, "--out", files.folder.path + "/out"],
      ] {
        let end = try EtchProgram(command)
        // The header of a file that is damaged further on can be shown.
        if shows, command[1] == "show", end.status == 0 { continue }
        #expect(end.status == 2, "\(command): \(end.errors)")
        // A sample may be of a run, by any of its names.
        let isNone = command[0] == "sample" && file.hasSuffix("/none.zst")
        let told = isNone ? "a run is its folder" : advice
        #expect(end.errors.contains(problem) && end.errors.contains(told), "\(end.errors)")
        #expect(end.output == "")
      }
    }
  }

  @Test("a name that is none of a run is told as that", arguments: ["show", "verify"])
  func noRun(command: String) throws {
    let end = try EtchProgram(["checkpoint", command, "there_is_no_such_run"])
    let told = "there is no run or checkpoint 'there_is_no_such_run'"
    #expect(end.status == 2 && end.errors.contains(told), "\(end.errors)")
  }

  @Test("a damaged newest checkpoint is told of, and the one before it is taken")
  func passedOver() throws {
    let files = try Files()
    try AtomicFile.write([UInt8](), to: files.newest)
    let older = try #require(RunFolder(files.run).checkpointFiles().last?.path)
    for command in [["checkpoint", "show"], ["sample"]] {
      let end = try EtchProgram(command + [files.run])
      #expect(end.status == 0, "\(end.errors)")
      #expect(end.errors.contains("warning: '\(files.newest)': is empty"), "\(end.errors)")
    }
    #expect(try EtchProgram(["checkpoint", "show", files.run]).output.hasPrefix(older + "\n"))
    let verified = try EtchProgram(["checkpoint", "verify", files.run])
    #expect(verified.status == 2)
    #expect(verified.output == older + ": ok\n")
    try FileManager.default.removeItem(atPath: older)
    let nothing = try EtchProgram(["checkpoint", "show", files.run])
    #expect(nothing.status == 2)
    #expect(nothing.errors.contains("error: '\(files.newest)': is empty"), "\(nothing.errors)")
  }
}
