import Artifacts
import Diagnostics
import Foundation
import Tensors
import Testing

@testable import Commands
@testable import Experiment
@testable import Training

/// What a run makes of a folder that lacks something, or from which a disk gives nothing.
@Suite("A run's folder in need", .serialized)
struct RunDamageTests {
  private static let ecg = QuickExperiment(
    name: "ecg_anomaly",
    overrides: QuickExperiment.representatives[0].overrides + [
      "outputs.plots=null", "outputs.checkpoints={every: 1 epoch, keep: 3}",
    ])

  /// The bytes of everything in a folder but its lock, by name.
  private func bytes(in folder: String) throws -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    let enumerator = FileManager.default.enumerator(atPath: folder)
    while let name = enumerator?.nextObject() as? String {
      let path = folder + "/" + name
      guard name != ".lock", !Folder.isFolder(path), !Folder.isLink(path) else { continue }
      found[name] = try InputFile.contents(of: path)
    }
    return found
  }

  private func diagnostic(_ body: () throws -> some Any) -> Diagnostic? {
    #expect(throws: Diagnostic.self) { _ = try body() }
  }

  #if os(Linux)
    @Test("a checkpoint that the disk does not give stops it, and nothing is touched")
    func unreadable() throws {
      let name = "checkpoints/epoch-0003.safetensors.zst"
      let out = try RunsFolder()
      let first = try Self.ecg.run(in: out.path)
      let path = first.run.folder.path + "/" + name
      let whole = try InputFile.contents(of: path)
      try FileManager.default.removeItem(atPath: path)
      #expect(symlink("/proc/self/mem", path) == 0)
      let before = try bytes(in: first.run.folder.path)
      let problem = diagnostic { try Self.ecg.run(in: out.path) }
      #expect(problem?.fault == .machine, "\(String(describing: problem))")
      #expect(try bytes(in: first.run.folder.path) == before)
      try FileManager.default.removeItem(atPath: path)
      try AtomicFile.write(whole, to: path)
      #expect(try Self.ecg.run(in: out.path).ending == .alreadyFinished)
    }

    @Test(
      "what belongs to somebody else stops it, and nothing is touched",
      arguments: [
        "checkpoints/epoch-0003.safetensors.zst", "run.json", "metrics.jsonl", "experiment.yaml",
        "checkpoints",
      ])
    func foreign(name: String) throws {
      try refuse(name, afterSteps: nil)
    }

    @Test(
      "what a run which goes on may not read stops it, and nothing is touched",
      arguments: ["digests.jsonl", "timings.jsonl"])
    func foreignLogs(name: String) throws {
      try refuse(name, afterSteps: 5)
    }

    /// Runs as another user, who may not read one of the run's files.
    private func refuse(_ name: String, afterSteps steps: Int?) throws {
      guard getuid() == 0, FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv") else {
        return print("only root, with setpriv, can be somebody else")
      }
      let out = try RunsFolder()
      let first = try Self.ecg.run(in: out.path, steps: steps)
      // In a folder that everybody may write.
      let open = try EtchProgram(["--version"], limits: "chmod -R a+rwX '\(out.path)'")
      #expect(open.status == 0)
      let path = first.run.folder.path + "/" + name
      #expect(chmod(path, Folder.isFolder(path) ? 0o700 : 0o600) == 0)
      let before = try bytes(in: first.run.folder.path)
      let end = try EtchProgram(
        ["run", Self.ecg.file, "--profile", "quick", "--out", out.path, "--no-cache"]
          + Self.ecg.overrides,
        limits: "set -- /usr/bin/setpriv --reuid=65534 --regid=65534 --clear-groups \"$@\"")
      #expect(end.status == 1 && end.errors.contains("Permission denied"), "\(end.errors)")
      // A run that went on until it met the file says so in its record and on its page.
      let said = steps == nil ? [] : ["run.json", "report.html"]
      let changed = try bytes(in: first.run.folder.path).filter { before[$0.key] != $0.value }
      #expect(changed.keys.filter { !said.contains($0) } == [])
      #expect(try Set(bytes(in: first.run.folder.path).keys) == Set(before.keys))
    }
  #endif

  @Test("checkpoints of which none can be used are not written over without --fresh")
  func noneUsable() throws {
    let out = try RunsFolder()
    let first = try Self.ecg.run(in: out.path)
    for (path, _) in try first.run.folder.checkpointFiles() {
      try AtomicFile.write(Array("no checkpoint".utf8), to: path)
    }
    let before = try bytes(in: first.run.folder.path)
    let problem = diagnostic { try Self.ecg.run(in: out.path) }
    #expect(problem?.fault == .input)
    #expect(problem?.notes.last?.message == "--fresh begins anew")
    #expect(try bytes(in: first.run.folder.path) == before)
    let anew = try Self.ecg.run(in: out.path, fresh: true)
    #expect(anew.ending == .finished)
  }

  @Test("a finished run whose last checkpoints are gone trains on from the newest that is left")
  func lastIsGone() throws {
    let out = try RunsFolder()
    let first = try Self.ecg.run(in: out.path)
    let expected = try RunBytes(first.run.folder)
    for (gone, left) in [(["epoch-0003"], 2), (["epoch-0003", "epoch-0002"], 1)] {
      for moment in gone {
        try FileManager.default.removeItem(atPath: first.run.folder.checkpoint(moment))
      }
      let sampled = try EtchProgram([
        "sample", first.run.folder.path, "--out", out.path + "/shown",
      ])
      #expect(sampled.status == 0, "\(sampled.errors)")
      #expect(sampled.errors.contains("the run had come to step \(first.run.stepsDone)"))
      #expect(sampled.errors.contains("epoch-000\(left)"), "\(sampled.errors)")
      let listener = Listener()
      let again = try Self.ecg.run(in: out.path, observer: listener)
      #expect(again.ending == .finished)
      #expect(listener.steps == first.run.stepsDone / 3 * (3 - left))
      #expect(listener.remarks.contains { $0.contains("the run had come to step") })
      #expect(try RunBytes(again.run.folder).differences(from: expected) == [])
      #expect(try Self.ecg.run(in: out.path).ending == .alreadyFinished)
    }
  }

  @Test(
    "a log that was changed is refused, and with --accept-changes one begins at the checkpoint",
    arguments: ["gone", "shorter", "changed"], [true, false])
  func changedLog(how: String, isFinished: Bool) throws {
    let out = try RunsFolder()
    let first = try Self.ecg.run(in: out.path, steps: isFinished ? nil : 5)
    let log = first.run.folder.metrics
    let text = try TextFile.read(log)
    let changed = how == "shorter" ? String(text.dropLast(20)) : text.replacing("1", with: "2")
    if how == "gone" {
      try FileManager.default.removeItem(atPath: log)
    } else {
      try TextFile.write(changed, to: log)
    }
    let before = try bytes(in: first.run.folder.path)
    let problem = diagnostic { try Self.ecg.run(in: out.path) }
    #expect(
      problem?.fault == .input && problem?.notes.first?.message.contains("--accept-changes") == true
    )
    #expect(try bytes(in: first.run.folder.path) == before)
    let again = try Self.ecg.run(in: out.path, acceptChanges: true)
    #expect(again.ending == .finished)
    let records = try MetricsLog.read(log)
    #expect(records.count == (isFinished ? 0 : 1))
    #expect(Folder.exists(first.run.folder.otherMetrics) == (how != "gone"))
    #expect(try Self.ecg.run(in: out.path).ending == .alreadyFinished)
  }

  @Test("lines after the end of a finished run's log are taken away")
  func longerLog() throws {
    let out = try RunsFolder()
    let first = try Self.ecg.run(in: out.path)
    let text = try TextFile.read(first.run.folder.metrics)
    try TextFile.write(text + "{}\nnonsense", to: first.run.folder.metrics)
    #expect(try Self.ecg.run(in: out.path).ending == .finished)
    #expect(try TextFile.read(first.run.folder.metrics) == text)
  }

  @Test(
    "a link in the place of a folder of the run is not written through",
    arguments: ["plots", "samples", "checkpoints", "animations", "sources", "plots/epoch-0001"])
  func links(name: String) throws {
    let out = try RunsFolder()
    let first = try Self.ecg.run(in: out.path, steps: 2)
    let target = out.path + "/elsewhere"
    try Folder.create(target)
    let path = first.run.folder.path + "/" + name
    try Folder.create(Folder.parent(of: path))
    try? FileManager.default.removeItem(atPath: path)
    #expect(symlink(target, path) == 0)
    let problem = diagnostic { try Self.ecg.run(in: out.path) }
    #expect(problem?.fault == .input && problem?.message.contains(path) == true)
    #expect(try Folder.names(in: target) == [])
  }

  @Test("a run that diverged ends with status 1, and is not trained on until --fresh")
  func diverged() throws {
    let out = try RunsFolder()
    let arguments =
      ["run", Self.ecg.file, "--profile", "quick", "--out", out.path] + Self.ecg.overrides
      + ["train.optimizer.adam.learning_rate=1e38"]
    let first = try EtchProgram(arguments)
    #expect(first.status == 1, "\(first.errors)")
    #expect(first.errors.contains("error: '") && first.errors.contains("the run has diverged"))
    let names = try Folder.names(in: out.path + "/ecg_anomaly")
    let folder = RunFolder(out.path + "/ecg_anomaly/" + (try #require(names.first)))
    let record = try RunRecord.read(from: folder.record)
    #expect(record.status == .diverged && record.failure?.contains(" of the update '") == true)
    #expect(Folder.exists(folder.done))
    let before = try bytes(in: folder.path)
    let second = try EtchProgram(arguments)
    #expect(second.status == 1, "\(second.errors)")
    #expect(second.errors.contains(record.failure ?? "-"))
    #expect(try bytes(in: folder.path) == before)
    let fresh = try EtchProgram(arguments + ["--fresh"])
    #expect(fresh.status == 1 && fresh.errors.contains("step"), "\(fresh.errors)")
  }

  @Test("a run that diverged with data that was mended since is asked for anew")
  func mended() throws {
    let folder = try RunsFolder()
    let text = levelOfNumbers("mended")
    func run() throws -> (ending: ExperimentRun.Ending, isFinite: Bool) {
      let run = try self.run(text, in: folder)
      return (try run.execute(observer: Listener(), stop: StopRequest()), run.dataIsFinite)
    }
    func hasDiverged(_ ending: ExperimentRun.Ending) -> Bool {
      if case .diverged = ending { true } else { false }
    }
    try write(.nan, in: folder)
    let first = try run()
    #expect(hasDiverged(first.ending) && !first.isFinite, "\(first)")
    let same = try run()
    #expect(same.ending == first.ending && !same.isFinite, "\(same)")
    try write(0, in: folder)
    let other = try run()
    #expect(other.ending == .finished && other.isFinite, "\(other)")
  }

  @Test("a run that diverged behind a checkpoint lost nothing, and is refused with other data")
  func mendedBehindCheckpoint() throws {
    let folder = try RunsFolder()
    let text =
      levelOfNumbers("steep").replacing("epochs: 1", with: "epochs: 40")
      .replacing("learning_rate: 0.1", with: "learning_rate: 1e12")
      + "\noutputs: {checkpoints: {every: 1 epoch, keep: 2}}\n"
    try write(0, in: folder)
    let first = try run(text, in: folder).execute(observer: Listener(), stop: StopRequest())
    guard case .diverged = first else {
      Issue.record("it has not diverged: \(first)")
      return
    }
    try write(1, in: folder)
    let listener = Listener()
    let told = #expect(throws: Diagnostic.self) {
      try run(text, in: folder).execute(observer: listener, stop: StopRequest())
    }
    #expect(told?.message.contains("was begun under other circumstances") == true)
    #expect(listener.remarks.isEmpty, "\(listener.remarks)")
  }

  private func write(_ value: Float, in folder: RunsFolder) throws {
    let array = HostArray(shape: [4, 1], floats: [value, 1, 2, 3])
    try Data(NumpyWriter.encode(array)).write(to: URL(filePath: folder.path + "/x.npy"))
  }

  @Test(
    "a finished run is told as that where its lock cannot be taken, as on a disk that is only read")
  func onlyRead() throws {
    let folder = try RunsFolder()
    let text = """
      etch: 1
      name: finished
      data:
        digit: {source: builtin/digits, count: 40}
      variables:
        level: {init: "zeros([1])"}
      train:
        epochs: 1
        batch_size: 16
        optimizer: {sgd: {learning_rate: 0.1}}
        step: [{level: {minimize: "mse(level, mean(digit))"}}]
      """
    func run() throws -> ExperimentRun.Ending {
      try self.run(text, in: folder).execute(observer: Listener(), stop: StopRequest())
    }
    #expect(try run() == .finished)
    let place = try self.run(text, in: folder).folder
    let lock = place.path + "/.lock"
    try FileManager.default.removeItem(atPath: lock)
    try Folder.create(lock)
    #expect(try run() == .alreadyFinished)
    try FileManager.default.removeItem(atPath: place.metrics)
    #expect(throws: Diagnostic.self) { try run() }
  }

  private func run(_ text: String, in folder: RunsFolder) throws -> ExperimentRun {
    try ExperimentRun(
      LoadedExperiment(text: text, name: "test.yaml", overrides: [], dataFolder: folder.path),
      machine: Machine(threads: 1, usesReference: true),
      options: RunOptions(outFolder: folder.path + "/runs"))
  }
}
