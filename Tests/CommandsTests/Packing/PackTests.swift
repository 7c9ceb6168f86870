import Artifacts
import Diagnostics
import Foundation
import Tensors
import Testing

@testable import Commands
@testable import Training

@Suite("Packs, and whether they are true")
struct PackTests {
  private let folder: RunsFolder
  private static let small = QuickExperiment(
    name: "vae_mnist",
    overrides: ["data.digit.count=64", "train.batch_size=8", "train.epochs=2"])

  init() throws { folder = try RunsFolder() }

  /// A finished run of 16 steps, packed.
  private func packed() throws -> (run: ExperimentRun, path: String) {
    let (run, _) = try Self.small.run(in: "\(folder.path)/there")
    return (run, try RunPack(run: run.folder.path, out: "\(folder.path)/it.etch").path)
  }

  private func verify(_ path: String, _ words: String...) throws -> EtchProgram {
    try EtchProgram(["verify", path] + words)
  }

  /// The pack with some of its files as others, and a manifest that fits them where `isSigned`.
  private func changed(
    _ path: String, isSigned: Bool, _ change: (String) throws -> Void
  ) throws -> String {
    let inside = "\(folder.path)/inside-\(UUID().uuidString)"
    let names = try Archive.unpack(path, into: inside)
    try change(inside)
    if isSigned {
      var manifest = try PackManifest(
        InputFile.contents(of: "\(inside)/pack.json"), of: path)
      for name in manifest.files.keys {
        manifest.files[name] = try ContentDigest.ofFile("\(inside)/\(name)")
      }
      try TextFile.write(manifest.json.description, to: "\(inside)/pack.json")
    }
    let out = "\(folder.path)/changed-\(UUID().uuidString).etch"
    try Archive.write(names.map { .init($0, file: "\(inside)/\($0)") }, to: out)
    return out
  }

  private func edit(_ path: String, _ from: String, _ to: String) throws {
    let text = try TextFile.read(path)
    #expect(text.contains(from), "the change changes nothing")
    try TextFile.write(text.replacing(from, with: to), to: path)
  }

  @Test(
    "A run keeps what its state was after 1, 10 and 50 steps and at the end, interrupted or not")
  func digests() throws {
    let (run, _) = try packed()
    let lines = try StateDigests.read(run.folder.digests)
    #expect(lines.map(\.step) == [1, 10, 16])
    #expect(lines[0].entries.keys.contains("encoder.conv2d_1.weight"))
    let halted = "\(folder.path)/halted"
    for steps in [1, 3, 10, 12] { try Self.small.run(in: halted, steps: steps, threads: 1) }
    let (again, _) = try Self.small.run(in: halted, threads: 1)
    #expect(
      try TextFile.read(again.folder.digests) == TextFile.read(run.folder.digests))
  }

  @Test("A pack is verified in another folder and by another number of threads")
  func verified() throws {
    let (_, path) = try packed()
    let end = try verify(path, "--threads", "1")
    #expect(end.status == 0, "\(end.errors)")
    #expect(end.output == "same bits after 16 steps (compared at 1, 10, 16), the checkpoint too\n")
    let few = try verify(path, "--steps", "5")
    #expect(
      few.errors.contains(
        "compared after 1: the pack has digests of few steps; --steps 10 compares the next\n"),
      "\(few.errors)")
    #expect(
      few.output
        == "same bits after 1 step (compared at 1; the pack has digests of few steps, the next of "
        + "step 10); the checkpoint is of a later step and was not compared\n")
  }

  @Test("A pack names no folder of the machine that made it, and holds no optimizer")
  func contents() throws {
    let (run, path) = try packed()
    let inside = "\(folder.path)/inside"
    let names = try Archive.unpack(path, into: inside)
    for name in names {
      let content = try InputFile.contents(of: "\(inside)/\(name)")
      #expect(!String(decoding: content, as: UTF8.self).contains(folder.path), "\(name)")
    }
    #expect(
      names.prefix(3) == ["pack.json", "experiment.yaml", "checkpoints/epoch-0002.safetensors.zst"])
    #expect(names.contains("metrics.jsonl") && names.contains("digests.jsonl"))
    #expect(names.contains { $0.hasSuffix("vae_mnist.yaml") && $0.hasPrefix("sources/") })
    let checkpoint = try Checkpoint.read(from: "\(inside)/\(names[2])")
    let whole = try Checkpoint.read(from: #require(run.folder.checkpointFiles().last?.path))
    #expect(checkpoint.tensors == whole.tensors.filter { !$0.name.hasPrefix("optimizer/") })
    #expect(checkpoint.tensors.count < whole.tensors.count)
  }

  @Test("Weights that stand in the project go along, so that a stranger needs nothing else")
  func weights() throws {
    let name = "class_visualization"
    let small = QuickExperiment(name: name, overrides: ["train.steps=2"])
    let (run, _) = try small.run(in: folder.path)
    let path = try RunPack(run: run.folder.path, out: "\(folder.path)/seen.etch").path
    let names = try Archive.unpack(path, into: "\(folder.path)/elsewhere")
    #expect(names.contains { $0.hasPrefix("files/") && $0.hasSuffix(".safetensors.zst") })
    let empty = "\(folder.path)/empty"
    try Folder.create(empty)
    let end = try EtchProgram(["verify", path], limits: "cd '\(empty)'")
    #expect(end.status == 0, "\(end.errors)")
    #expect(
      end.output == "same bits after 2 steps (compared at 1, 2), the checkpoint too\n",
      "\(end.output)")
    let sampled = try EtchProgram(
      ["sample", path, "--out", "\(folder.path)/shown"], limits: "cd '\(empty)'")
    #expect(sampled.status == 0, "\(sampled.errors)")
  }

  @Test("Data that is not packed is named")
  func data() throws {
    let rows = (0..<8).map { "0.\($0),0.5,0.2,0.1\n" }.joined()
    try TextFile.write(rows, to: "\(folder.path)/rows.csv")
    try TextFile.write(
      """
      etch: 1
      name: rows
      data: {row: {source: csv, path: rows.csv, header: false}}
      networks: {n: {input: [4], layers: [{dense: 4}]}}
      losses: {error: "mse(n(row), row)"}
      train: {epochs: 1, batch_size: 4, optimizer: sgd, step: {n: {minimize: error}}}

      """, to: "\(folder.path)/rows.yaml")
    let here = "cd '\(folder.path)'"
    let run = try EtchProgram(
      ["run", "rows.yaml", "--backend", "reference", "--quiet"], limits: here)
    #expect(run.status == 0, "\(run.errors)")
    let pack = try EtchProgram(["pack", "rows", "--out", "rows.etch"], limits: here)
    #expect(pack.status == 0 && pack.output == "rows.etch\n", "\(pack.errors)")
    let digest = try ContentDigest.ofFile("\(folder.path)/rows.csv")
    let said = "data is not in it: 'rows.csv', SHA-256 \(digest)\nwhoever gets it needs"
    #expect(pack.errors.contains(said), "\(pack.errors)")
    let (made, own) = try packed()
    #expect(try RunPack(run: made.folder.path, out: own).neededData == [])
  }

  @Test("Of one's own pictures is told how many a pack lacks, and elsewhere which are wanted")
  func pictures() throws {
    for number in 0..<8 {
      try AtomicFile.write(
        PNG.encode(Picture(height: 4, width: 4, channels: 1, filledWith: UInt8(number))),
        to: "\(folder.path)/mine/pictures/\(number).png")
    }
    try TextFile.write("", to: "\(folder.path)/mine/pictures/notes.txt")
    try TextFile.write(
      """
      etch: 1
      name: own
      data: {picture: {source: images, path: pictures, scale: [0, 1]}}
      networks: {n: {input: [4, 4, 1], layers: [flatten, {dense: 16}, {reshape: [4, 4, 1]}]}}
      losses: {error: "mse(n(picture), picture)"}
      train: {epochs: 1, batch_size: 4, optimizer: sgd, step: {n: {minimize: error}}}

      """, to: "\(folder.path)/mine/own.yaml")
    let here = "cd '\(folder.path)/mine'"
    let run = try EtchProgram(
      ["run", "own.yaml", "--backend", "reference", "--quiet"], limits: here)
    #expect(run.status == 0, "\(run.errors)")
    let ran = try RunIndex.path("own", in: "\(folder.path)/mine/outputs")
    let record = try RunRecord.read(from: ran + "/run.json")
    let digest = try #require(record.digests["pictures"])
    let out = "\(folder.path)/own.etch"
    let pack = try EtchProgram(["pack", "-", "--out", out], limits: here)
    // What is wrong with a name is told, and not that pictures are not here.
    let named = try EtchProgram(
      ["sample", out, "outputs.samples.new.grid=n(normal([size, 4, 1], count=2))", "--out", "x"],
      limits: "cd '\(folder.path)'")
    #expect(named.status == 2 && named.errors.contains("unknown name 'size'"), "\(named.errors)")
    #expect(!named.errors.contains("there is no folder"), "\(named.errors)")
    #expect(
      pack.errors.contains("data is not in it: 'pictures', 8 files, SHA-256 \(digest)\n")
        && pack.errors.contains("--with-data takes 'pictures' along"), "\(pack.errors)")
    let elsewhere = "\(folder.path)/elsewhere"
    try Folder.create(elsewhere)
    for command in ["run", "verify"] {
      let end = try EtchProgram([command, out], limits: "cd '\(elsewhere)'")
      #expect(end.status == 2)
      #expect(end.errors.contains("there is no folder 'pictures'"), "\(end.errors)")
      #expect(
        end.errors.contains(
          "what its run was trained with is wanted here, each at its path, with these bytes:\n"
            + "note: 'pictures', SHA-256 \(digest)\n"), "\(end.errors)")
    }
    try FileManager.default.copyItem(
      atPath: "\(folder.path)/mine/pictures", toPath: "\(elsewhere)/pictures")
    let verified = try EtchProgram(
      ["verify", out, "--backend", "reference"], limits: "cd '\(elsewhere)'")
    #expect(verified.status == 0 && verified.output.hasPrefix("same bits"), "\(verified.errors)")
  }

  @Test("Pictures are counted in the folders of their classes where they stand there")
  func picturesByClass() throws {
    let path = "\(folder.path)/pets"
    for name in ["cat/1.png", "cat/2.PNG", "dog/large/1.jpg", "dog/notes.txt", ".hidden/1.png"] {
      try TextFile.write("", to: "\(path)/\(name)")
    }
    #expect(RunPack.pictureCount(in: path) == 3)
    try TextFile.write("", to: "\(path)/stray.png")
    #expect(RunPack.pictureCount(in: path) == 1)
    #expect(RunPack.pictureCount(in: "\(path)/none") == nil)
  }

  @Test("A file of a pack that was changed is told, in whatever it was")
  func tampered() throws {
    let (_, path) = try packed()
    let plain = try changed(path, isSigned: false) {
      try edit("\($0)/metrics.jsonl", "\"step\":8", "\"step\":9")
    }
    let end = try verify(plain)
    #expect(end.status == 2)
    #expect(end.errors.contains("'metrics.jsonl' is not what pack.json says"), "\(end.errors)")
    // With a manifest to fit, training tells.
    let claim = try changed(path, isSigned: true) { inside in
      let lines = try StateDigests.read("\(inside)/digests.jsonl")
      var entries = lines[1].entries
      entries["decoder.dense_1.weight"] = "0123456789abcdef"
      let forged = StateDigests.Line(step: 10, entries: entries)
      let text = [lines[0], forged, lines[2]].map { $0.json.description + "\n" }.joined()
      try TextFile.write(text, to: "\(inside)/digests.jsonl")
    }
    let told = try verify(claim)
    #expect(told.status == 3, "\(told.errors)")
    #expect(told.output == "step 10 is the first that differs: decoder.dense_1.weight\n")
    let weights = try changed(path, isSigned: true) { inside in
      let file = "\(inside)/checkpoints/epoch-0002.safetensors.zst"
      let whole = try Checkpoint.read(from: file)
      let first = whole.tensors[0]
      let zeros = HostArray(
        shape: first.array.shape, floats: first.array.floats.map { $0 / 2 })
      try Checkpoint(
        tensors: [NamedTensor(first.name, zeros)] + whole.tensors.dropFirst(),
        metadata: whole.metadata
      ).write(to: file)
    }
    let swapped = try verify(weights)
    #expect(swapped.status == 3)
    #expect(swapped.output.hasPrefix("the checkpoint is not what training comes to: "))
    let figures = try changed(path, isSigned: true) { inside in
      let file = "\(inside)/metrics.jsonl"
      let log = try TextFile.read(file)
      try TextFile.write(
        log.replacing(/"reconstruction":[0-9.]+/, with: "\"reconstruction\":0.5"), to: file)
    }
    let boasted = try verify(figures)
    #expect(boasted.status == 3, "\(boasted.errors)")
    #expect(
      boasted.output.hasPrefix(
        "the log says that reconstruction is 0.5 in step 8, and training comes to "),
      "\(boasted.output)")
    let experiment = try changed(path, isSigned: true) {
      try edit("\($0)/experiment.yaml", "seed: 42", "seed: 43")
    }
    let other = try verify(experiment)
    #expect(other.status == 2 && other.errors.contains("says that its experiment is"))
  }

  @Test("Another backend, version and version of the numbers are told beside the verdict")
  func circumstances() throws {
    let (_, path) = try packed()
    let other = try changed(path, isSigned: true) {
      try edit("\($0)/pack.json", "\"numerics\":\(Version.numerics)", "\"numerics\":0")
      let text = try TextFile.read("\($0)/pack.json")
      let own = try #require(text.firstMatch(of: /"level":"[^"]+"/)).output
      try edit("\($0)/pack.json", String(own), "\"level\":\"reference\"")
    }
    let end = try verify(other)
    #expect(end.status == 0)
    let lines = end.output.split(separator: "\n").map(String.init)
    try #require(lines.count == 3 && lines[0].hasPrefix("same bits"))
    #expect(lines[1].hasPrefix("the numbers were of 'reference'"))
    #expect(lines[2] == "the version of the numbers was 0 and is \(Version.numerics)")
  }

  @Test("What a pack says of itself adds no line to the answer")
  func escaped() throws {
    let (_, path) = try packed()
    let other = try changed(path, isSigned: true) {
      let text = try TextFile.read("\($0)/pack.json")
      let own = try #require(text.firstMatch(of: /"version":"[^"]+"/)).output
      try edit("\($0)/pack.json", String(own), #""version":"a\nb\u001b[31m""#)
    }
    let end = try verify(other)
    #expect(end.output.contains(#"etch was a\nb\u{1B}[31m and is"#), "\(end.output)")
  }

  @Test("run, sample, diff, show and explain take a pack")
  func taken() throws {
    let (run, path) = try packed()
    let hash = String(run.folder.path.suffix(12))
    #expect(try EtchProgram(["show", path, "--hash"]).output == hash + "\n")
    let explained = try EtchProgram(["explain", path, "train.epochs"])
    #expect(explained.output.hasPrefix("train.epochs: 2\n"), "\(explained.errors)")
    #expect(try EtchProgram(["validate", path]).errors.contains("it is a pack of a run"))
    let diff = try EtchProgram(["diff", path, run.folder.path, "--exit-code"])
    #expect(diff.status == 0 && diff.output.contains("cosmetic"), "\(diff.errors)")
    let sampled = try EtchProgram(["sample", path, "--out", "\(folder.path)/shown"])
    #expect(sampled.status == 0, "\(sampled.errors)")
    let picture = "samples/epoch-0002/manifold.png"
    #expect(
      try InputFile.contents(of: "\(folder.path)/shown/\(picture)")
        == InputFile.contents(of: "\(run.folder.path)/\(picture)"))
    #expect(try EtchProgram(["sample", path]).errors.contains("say where to write with --out"))
    let again = try EtchProgram(["run", path, "--out", "\(folder.path)/again"])
    #expect(again.status == 0, "\(again.errors)")
    #expect(
      try TextFile.read("\(folder.path)/again/vae_mnist/\(hash)/metrics.jsonl")
        == TextFile.read(run.folder.metrics))
  }

  @Test(
    "A pack is no checkpoint, whatever it is called, and is told to be one",
    arguments: ["it.etch", "it.safetensors.zst", "weights.safetensors"])
  func noCheckpoint(name: String) throws {
    let (run, path) = try packed()
    let called = "\(folder.path)/named/\(name)"
    try Folder.create(Folder.parent(of: called))
    try FileManager.default.copyItem(atPath: path, toPath: called)
    let out = "\(folder.path)/continued"
    for command in [
      ["checkpoint", "show", called], ["checkpoint", "verify", called],
      ["checkpoint", "export", called, "\(folder.path)/a.safetensors"],
      ["run", Self.small.file, "--profile", "quick", "--continue", called, "--out", out],
    ] {
      let end = try EtchProgram(command)
      #expect(end.status == 2, "\(command): \(end.errors)")
      #expect(end.errors.contains("is a pack of a run, not a checkpoint"), "\(end.errors)")
    }
    #expect(!Folder.exists(out) && !Folder.exists("\(folder.path)/a.safetensors"))
    #expect(Folder.exists(run.folder.record))
  }

  @Test("A run that is read by others is packed, one that is written is not")
  func locked() throws {
    let (run, path) = try packed()
    let bytes = try InputFile.contents(of: path)
    let reader = try #require(try FolderLock.reading(run.folder.path))
    let again = try RunPack(run: run.folder.path, out: "\(folder.path)/again.etch").path
    #expect(try InputFile.contents(of: again) == bytes)
    reader.release()
    let writer = try FolderLock(run.folder.path)
    #expect(throws: Diagnostic.self) { try RunPack(run: run.folder.path, out: again) }
    writer.release()
    // As a copy has it.
    #expect(unlink(run.folder.path + "/.lock") == 0)
    _ = try RunPack(run: run.folder.path, out: again)
    #expect(!Folder.exists(run.folder.path + "/.lock"))
  }

  @Test("The pack of a run that continued another is told to be one, and accused of nothing")
  func continued() throws {
    let (run, _) = try packed()
    let out = "\(folder.path)/further"
    let further = try EtchProgram([
      "run", Self.small.file, "--profile", "quick", "--out", out, "--continue", run.folder.path,
      "data.digit.count=64", "train.batch_size=8", "train.epochs=3",
    ])
    #expect(further.status == 0, "\(further.errors)")
    let hash = try #require(Folder.names(in: "\(out)/vae_mnist").first)
    let pack = try RunPack(run: "\(out)/vae_mnist/\(hash)", out: "\(folder.path)/on.etch")
    let told = pack.warnings.diagnostics.map(\.message)
    #expect(told.contains { $0.hasPrefix("'etch verify' cannot verify this pack") }, "\(told)")
    let path = pack.path
    let end = try verify(path)
    #expect(end.status == 2)
    #expect(
      end.errors.contains("is of a run that continued another, which is not in it"),
      "\(end.errors)")
    let anew = try EtchProgram(["run", path, "--steps", "1", "--out", "\(folder.path)/anew"])
    #expect(anew.errors.contains("which is not in it: this one begins anew"), "\(anew.errors)")
    #expect(anew.errors.contains("and this trains them anew; 'etch sample "), "\(anew.errors)")
  }

  @Test("What is no pack, and what cannot be packed, is told")
  func wrong() throws {
    let none = "\(folder.path)/none.etch"
    try TextFile.write("etch: 1\n", to: none)
    #expect(try verify(none).status == 2)
    try Archive.write([.init("a", text: "")], to: none)
    #expect(try verify(none).errors.contains("is no pack of etch: it has no pack.json"))
    let end = try EtchProgram(["pack", folder.path])
    #expect(end.status == 2 && end.errors.contains("there is no run in"))
    #expect(try EtchProgram(["pack", "x", "--out", "a.zip"]).errors.contains("ends in .etch"))
  }
}
