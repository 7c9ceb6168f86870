import Diagnostics
import Foundation
import Testing

@testable import Artifacts
@testable import Commands
@testable import Experiment
@testable import Training

@Suite("A run's folder")
struct ResumeRefusalTests {
  /// With one plot, which is enough to be shown again.
  private static let ecg = QuickExperiment(
    name: "ecg_anomaly",
    overrides: QuickExperiment.representatives[0].overrides
      + ["training_errors", "normal_beat", "anomalous_beat"].map { "outputs.plots.\($0)=null" })

  /// The ECG experiment on a file of its own, so that the file can be changed.
  private func written(_ folder: String) throws -> QuickExperiment {
    var rows = ""
    for row in 0..<60 {
      let values = (0..<140).map { String(Double((row * 31 + $0 * 17) % 101) / 100) }
      rows += values.joined(separator: ",") + ",\(row % 5 == 0 ? 0 : 1)\n"
    }
    try AtomicFile.write(rows, to: folder + "/data/beats.csv")
    return QuickExperiment(
      name: "ecg_anomaly",
      overrides: [
        "data.beat={source: csv, path: data/beats.csv, header: false, label: last, holdout: 0.2}",
        "train.batch_size=16", "train.epochs=2",
      ])
  }

  @Test("a changed data file is refused by name, and accepted where that is asked for")
  func changedData() throws {
    let out = try RunsFolder()
    let experiment = try written(out.path)
    let data = out.path + "/data"
    #expect(
      try experiment.run(in: out.path, steps: 2, dataFolder: data).ending == .stopped)
    var bytes = try InputFile.contents(of: data + "/beats.csv")
    bytes[2] = bytes[2] == UInt8(ascii: "1") ? UInt8(ascii: "2") : UInt8(ascii: "1")
    try AtomicFile.write(bytes, to: data + "/beats.csv")
    let message = refusal { try experiment.run(in: out.path, dataFolder: data) }
    #expect(message.contains("was begun under other circumstances"))
    #expect(message.contains("data/beats.csv' has other content"), "\(message)")
    #expect(message.contains("--accept-changes"))
    #expect(
      try experiment.run(in: out.path, acceptChanges: true, dataFolder: data).ending == .finished)
  }

  @Test("data of another length, once accepted, still ends with whole epochs", arguments: [30, 90])
  func otherLength(rows: Int) throws {
    let out = try RunsFolder()
    let experiment = try written(out.path)
    let data = out.path + "/data"
    #expect(try experiment.run(in: out.path, steps: 2, dataFolder: data).ending == .stopped)
    let text = try TextFile.read(data + "/beats.csv")
    let lines = (text + text).split(separator: "\n").prefix(rows)
    try AtomicFile.write(lines.joined(separator: "\n") + "\n", to: data + "/beats.csv")
    let (run, ending) = try experiment.run(in: out.path, acceptChanges: true, dataFolder: data)
    #expect(ending == .finished)
    let last = try #require(run.folder.checkpointFiles().last)
    #expect(last.path.hasSuffix("epoch-0002.safetensors.zst"))
    #expect(last.progress.epoch == 2 && last.progress.stepInEpoch == 0)
  }

  @Test("another backend is refused by name")
  func otherBackend() throws {
    let out = try RunsFolder()
    #expect(try Self.ecg.run(in: out.path, steps: 2).ending == .stopped)
    let message = refusal { try Self.ecg.run(in: out.path, reference: true) }
    #expect(message.contains("and is 'reference'"), "\(message)")
    #expect(
      try Self.ecg.run(in: out.path, steps: 3, acceptChanges: true, reference: true).ending
        == .stopped)
  }

  @Test(
    "a checkpoint of other numbers, or one too old to say of which, is refused, and accepted where that is asked for",
    arguments: [4, nil])
  func otherNumbers(numerics: Int?) throws {
    let out = try RunsFolder()
    let begun = try Self.ecg.run(in: out.path, steps: 2)
    #expect(begun.ending == .stopped)
    let file = try #require(begun.run.folder.checkpointFiles().last?.path)
    var saved = try SavedRun.header(of: file)
    #expect(saved.circumstances.numerics == Version.numerics)
    saved.circumstances.numerics = numerics
    try Checkpoint(tensors: Checkpoint.read(from: file).tensors, metadata: saved.metadata)
      .write(to: file)
    let message = refusal { try Self.ecg.run(in: out.path) }
    #expect(message.contains("the version of the numbers was"), "\(message)")
    #expect(
      message.contains("\(numerics.map(String.init) ?? "not recorded") and is \(Version.numerics)"))
    let (run, ending) = try Self.ecg.run(in: out.path, acceptChanges: true)
    #expect(ending == .finished)
    let last = try #require(run.folder.checkpointFiles().last)
    #expect(try SavedRun.header(of: last.path).circumstances.numerics == Version.numerics)
  }

  @Test("a checkpoint from before gelu was exact is refused, of an experiment that has one")
  func otherFunction() throws {
    let out = try RunsFolder()
    let more = ["networks.autoencoder.dense_2.activation=gelu"]
    let begun = try Self.ecg.run(in: out.path, more: more, steps: 2)
    let file = try #require(begun.run.folder.checkpointFiles().last?.path)
    var saved = try SavedRun.header(of: file)
    #expect(saved.circumstances.numerics == 7)
    saved.circumstances.numerics = 6
    try Checkpoint(tensors: Checkpoint.read(from: file).tensors, metadata: saved.metadata)
      .write(to: file)
    let message = refusal { try Self.ecg.run(in: out.path, more: more) }
    #expect(message.contains("the version of the numbers was 6 and is 7"), "\(message)")
  }

  @Test(
    "what altered the numbers of some experiments is a version of theirs alone",
    arguments: [
      ("relu", "", "adam", 6), ("gelu", "", "sgd", 7), ("{group_norm: 2}", "", "sgd", 7),
      ("elu", "", "sgd", 8), ("{compute: \"clip(x, 0, 1)\"}", "", "sgd", 8),
      ("{residual: [{dense: {units: 4, activation: gelu}}]}", "", "sgd", 7),
      ("relu", "rounds: {i: [1, 2]}", "adam", 7), ("relu", "rounds: {i: [1, 2]}", "sgd", 6),
    ])
  func versions(_ layer: String, _ rounds: String, _ optimizer: String, _ version: Int) throws {
    let experiment = try LoadedExperiment(
      text: """
        etch: 1
        name: it
        data: {beat: {source: builtin/ecg, count: 64}}
        networks: {gelu: {input: [140], layers: [{dense: 4}, \(layer), {dense: 1}]}}
        losses: {loss: mean(square(gelu(beat)))}
        train:
          epochs: 1
          batch_size: 32
          \(rounds)
          optimizer: {\(optimizer): {learning_rate: 0.01}}
          step: {gelu: {minimize: loss}}
        """, name: "it.yaml", overrides: [], dataFolder: "data")
    #expect(Version.numerics(of: experiment) == version)
  }

  @Test("every changed circumstance has a sentence")
  func circumstances() {
    let then = SavedRun.Circumstances(
      version: "0.1.0", numerics: 4, backend: "reference",
      digests: ["a": "1", "b": "2", "c": "3"])
    let now = SavedRun.Circumstances(
      version: "0.2.0", numerics: 5, backend: "compiled",
      digests: ["a": "1", "b": "5", "d": "4"])
    #expect(
      then.changes(to: now) == [
        "etch was 0.1.0 and is 0.2.0", "the version of the numbers was 4 and is 5",
        "the backend was 'reference' and is 'compiled'",
        "the file 'b' has other content", "the file 'c' is no longer read", "the file 'd' is new",
      ])
    #expect(then.changes(to: then) == [])
    // A path may be written in several ways.
    var respelled = then
    respelled.digests = ["a": "1", "./b": "2", "e/../c": "3"]
    #expect(then.changes(to: respelled) == [] && respelled.changes(to: then) == [])
    respelled.digests["./b"] = "6"
    #expect(
      then.changes(to: respelled) == ["the file './b' is new", "the file 'b' is no longer read"])
    // As checkpoints said it that knew the instruction set instead.
    for (level, backend) in [("x86-64-v4", "compiled"), ("reference", "reference")] {
      let old = JSON.object([
        .init("version", .string("0.1.0")), .init("level", .string(level)),
        .init("sha256", .object([])),
      ])
      let read = SavedRun.Circumstances(old)
      #expect(read?.backend == backend && read?.numerics == nil)
    }
  }

  @Test("a damaged newest checkpoint is told of, and the one before it gone on with")
  func damaged() throws {
    let out = try RunsFolder()
    let whole = try Self.ecg.run(in: out.path + "/whole")
    let expected = try RunBytes(whole.run.folder)
    let damages: [(how: String, to: ([UInt8]) -> [UInt8])] = [
      ("cut", { Array($0.dropLast($0.count / 2)) }), ("emptied", { _ in [] }),
      (
        "changed", { $0[..<($0.count / 2)] + [$0[$0.count / 2] ^ 0x55] + $0[($0.count / 2 + 1)...] }
      ),
      ("changed at its end", { $0.dropLast() + [$0[$0.count - 1] ^ 1] }),
    ]
    for (how, damage) in damages {
      let place = out.path + "/" + how
      #expect(try Self.ecg.run(in: place, steps: 2).ending == .stopped)
      let first = try Self.ecg.run(in: place, steps: 5)
      let newest = try #require(first.run.folder.checkpointFiles().last?.path)
      try AtomicFile.write(damage(InputFile.contents(of: newest)), to: newest)
      let listener = Listener()
      let rest = try Self.ecg.run(in: place, observer: listener)
      #expect(rest.ending == .finished)
      #expect(
        listener.remarks.contains { $0.hasPrefix("warning: \(newest) is left out: ") }, "\(how)")
      #expect(listener.steps == whole.run.stepsDone - 2)
      #expect(try RunBytes(rest.run.folder).differences(from: expected) == [], "\(how)")
    }
  }

  @Test(
    "a finished run whose last checkpoint is damaged is sampled from the one before, and finished again"
  )
  func damagedEnd() throws {
    let out = try RunsFolder()
    let experiment = QuickExperiment(
      name: Self.ecg.name, overrides: Self.ecg.overrides + ["outputs.checkpoints.every=1 epoch"])
    let first = try experiment.run(in: out.path)
    let expected = try RunBytes(first.run.folder)
    let newest = try #require(first.run.folder.checkpointFiles().last?.path)
    var bytes = try InputFile.contents(of: newest)
    bytes[bytes.count - 1] ^= 1
    try AtomicFile.write(bytes, to: newest)
    let sampled = try EtchProgram(["sample", first.run.folder.path, "--out", out.path + "/shown"])
    #expect(sampled.status == 0, "\(sampled.errors)")
    #expect(sampled.errors.contains("warning: '\(newest)': is corrupt: "), "\(sampled.errors)")
    #expect(sampled.output.contains("/epoch-0002/"), "\(sampled.output)")
    let listener = Listener()
    let again = try experiment.run(in: out.path, observer: listener)
    #expect(again.ending == .finished)
    #expect(listener.steps == first.run.stepsDone / 3)
    #expect(listener.remarks.contains { $0.hasPrefix("warning: \(newest) is left out: ") })
    #expect(try RunBytes(again.run.folder).differences(from: expected) == [])
    #expect(try experiment.run(in: out.path).ending == .alreadyFinished)
  }

  @Test("--fresh removes nothing where the new run cannot begin")
  func freshWithoutData() throws {
    let out = try RunsFolder()
    let experiment = try written(out.path)
    let data = out.path + "/data"
    let first = try experiment.run(in: out.path, dataFolder: data)
    let before = try RunBytes(first.run.folder)
    try FileManager.default.moveItem(atPath: data + "/beats.csv", toPath: data + "/away.csv")
    let missing = refusal { try experiment.run(in: out.path, fresh: true, dataFolder: data) }
    #expect(missing.contains("there is no file 'data/beats.csv'"), "\(missing)")
    try AtomicFile.write("1,2,x\n", to: data + "/beats.csv")
    let damaged = refusal { try experiment.run(in: out.path, fresh: true, dataFolder: data) }
    #expect(!damaged.isEmpty)
    #expect(try RunBytes(first.run.folder) == before)
    #expect(try RunRecord.read(from: first.run.folder.record).status == .finished)
    try FileManager.default.removeItem(atPath: data + "/beats.csv")
    try FileManager.default.moveItem(atPath: data + "/away.csv", toPath: data + "/beats.csv")
    let listener = Listener()
    let anew = try experiment.run(in: out.path, fresh: true, observer: listener, dataFolder: data)
    #expect(anew.ending == .finished)
    #expect(listener.steps == first.run.stepsDone)
  }

  @Test("a finished run is left alone; with other outputs it is shown again, not trained again")
  func outputs() throws {
    let out = try RunsFolder()
    let first = try Self.ecg.run(in: out.path)
    let before = try RunBytes(first.run.folder)
    #expect(try Self.ecg.run(in: out.path).ending == .alreadyFinished)
    let listener = Listener()
    let changed = try Self.ecg.run(
      in: out.path, more: ["outputs.plots.spread={histogram: error}"], observer: listener)
    #expect(changed.ending == .finished)
    #expect(changed.run.folder.path == first.run.folder.path)
    #expect(listener.steps == 0)
    #expect(changed.run.pictures.contains { $0.hasSuffix("spread.png") })
    let after = try RunBytes(changed.run.folder)
    #expect(
      after.differences(from: before)
        == ["plots/epoch-0003/spread.png", "plots/epoch-0003/spread.svg"])
    #expect(
      try Self.ecg.run(in: out.path, more: ["outputs.plots.spread={histogram: error}"]).ending
        == .alreadyFinished)
  }

  @Test("showing a finished run again ends between two pictures where it is asked to")
  func interruptedShowing() throws {
    let out = try RunsFolder()
    let first = try Self.ecg.run(in: out.path)
    let stop = StopRequest()
    stop.request()
    let other = ["outputs.plots.spread={histogram: error}"]
    let cut = try Self.ecg.run(in: out.path, more: other, stop: stop)
    #expect(cut.ending == .interrupted)
    #expect(cut.run.pictures == [])
    #expect(try RunRecord.read(from: first.run.folder.record).status == .interrupted)
    let shown = try Self.ecg.run(in: out.path, more: other)
    #expect(shown.ending == .finished)
    #expect(shown.run.pictures.contains { $0.hasSuffix("spread.png") })
  }

  @Test("a run that ended before its last pictures makes them up")
  func unfinishedPictures() throws {
    let out = try RunsFolder()
    let gan = QuickExperiment.representatives[2]
    let first = try gan.run(in: out.path)
    let before = try RunBytes(first.run.folder)
    let animation = try first.run.folder.animation("digits")
    let picture = try first.run.folder.sample("digits", at: "epoch-0002")
    for path in [animation, picture] { try FileManager.default.removeItem(atPath: path) }
    // TensorBoard was not told the end either.
    let events = first.run.folder.events
    let end = Event.ends(succeeded: true, step: first.run.stepsDone).record
    let size = try InputFile.contents(of: events).count
    #expect(truncate(events, off_t(size - end.count)) == 0)
    var record = try RunRecord.read(from: first.run.folder.record)
    record.status = .running
    try record.write(to: first.run.folder.record)
    let second = try gan.run(in: out.path)
    #expect(second.ending == .finished)
    #expect(try RunBytes(second.run.folder) == before)
  }

  @Test("more epochs are another experiment, with a folder of its own")
  func moreEpochs() throws {
    let out = try RunsFolder()
    let first = try Self.ecg.run(in: out.path)
    let longer = try Self.ecg.run(in: out.path, more: ["train.epochs=4"])
    #expect(longer.ending == .finished)
    #expect(longer.run.folder.path != first.run.folder.path)
    #expect(try Self.ecg.run(in: out.path).ending == .alreadyFinished)
  }

  @Test("--fresh begins anew, and leaves what is not etch's")
  func fresh() throws {
    let out = try RunsFolder()
    let first = try Self.ecg.run(in: out.path)
    let expected = try RunBytes(first.run.folder)
    try AtomicFile.write("mine", to: first.run.folder.path + "/notes.md")
    try AtomicFile.write("x", to: first.run.folder.path + "/plots/epoch-0099/old.png")
    let listener = Listener()
    let second = try Self.ecg.run(in: out.path, fresh: true, observer: listener)
    #expect(listener.steps == first.run.stepsDone)
    #expect(try RunBytes(second.run.folder) == expected)
    #expect(Folder.exists(first.run.folder.path + "/notes.md"))
  }

  @Test("--steps 0 writes the initial checkpoint")
  func zeroSteps() throws {
    let out = try RunsFolder()
    let (run, ending) = try Self.ecg.run(in: out.path, steps: 0)
    #expect(ending == .stopped && run.stepsDone == 0)
    #expect(
      try Folder.names(in: run.folder.checkpoints) == ["step-00000000.safetensors.zst"])
  }

  @Test("what killed runs were writing is removed, everywhere")
  func removesLeftovers() throws {
    let out = try RunsFolder()
    let first = try Self.ecg.run(in: out.path, steps: 2)
    for place in ["", "checkpoints/", "samples/epoch-0001/", "plots/epoch-0001/", "animations/"] {
      try AtomicFile.write("x", to: "\(first.run.folder.path)/\(place).a.png.tmp-123-0")
    }
    #expect(leftovers(in: out.path).count == 5)
    #expect(try Self.ecg.run(in: out.path, steps: 3).ending == .stopped)
    #expect(leftovers(in: out.path) == [])
  }

  @Test("a place that cannot be written is a sentence that names it")
  func unwritable() throws {
    let out = try RunsFolder()
    try AtomicFile.write("a file", to: out.path + "/file")
    let message = refusal { try Self.ecg.run(in: out.path + "/file", steps: 1) }
    #expect(message.contains(out.path + "/file"), "\(message)")
  }

  @Test("what cannot be written midway fails the run, and loses nothing that was saved")
  func failsMidway() throws {
    let out = try RunsFolder()
    let whole = try Self.ecg.run(in: out.path + "/whole")
    let place = out.path + "/failing"
    let first = try Self.ecg.run(in: place, steps: 3)
    // A file where the plots of the next epoch belong.
    let obstacle = first.run.folder.path + "/plots/epoch-0002"
    try AtomicFile.write("x", to: obstacle)
    let message = refusal { try Self.ecg.run(in: place) }
    #expect(message.contains(obstacle), "\(message)")
    let record = try RunRecord.read(from: first.run.folder.record)
    #expect(record.status == .failed && record.failure?.contains(obstacle) == true)
    try FileManager.default.removeItem(atPath: obstacle)
    let rest = try Self.ecg.run(in: place)
    #expect(rest.ending == .finished)
    #expect(
      try RunBytes(rest.run.folder).differences(from: RunBytes(whole.run.folder)) == [])
  }
}
