import Artifacts
import Diagnostics
import Foundation
import Testing

@testable import Commands
@testable import Experiment
@testable import Training

/// `run --continue`, and what is made up for runs that are finished.
@Suite("A run that continues another", .serialized)
struct ContinueTests {
  private static let ecg = QuickExperiment(
    name: "ecg_anomaly",
    overrides: [
      "data.beat.count=200", "train.batch_size=50",
      "outputs.checkpoints={every: 1 epoch, keep: 9}",
    ])

  private func tensors(_ folder: RunFolder, _ moment: String) throws -> [NamedTensor] {
    try Checkpoint.read(from: folder.checkpoint(moment)).tensors
  }

  @Test("for more epochs equals one long run, interrupted or not", arguments: [false, true])
  func equalsOneRun(isInterrupted: Bool) throws {
    let out = try RunsFolder()
    let whole = try Self.ecg.run(in: out.path + "/whole", more: ["train.epochs=4"])
    let first = try Self.ecg.run(in: out.path, more: ["train.epochs=2"])
    let hash = try #require(first.run.folder.path.split(separator: "/").last)
    let steps = first.run.stepsDone
    let stop = isInterrupted ? steps + 1 : nil
    if let stop {
      #expect(
        try Self.ecg.run(
          in: out.path, more: ["train.epochs=4"], steps: stop, continues: String(hash.prefix(7))
        ).ending == .stopped)
    }
    let listener = Listener()
    let rest = try Self.ecg.run(
      in: out.path, more: ["train.epochs=4"], continues: first.run.folder.path, observer: listener)
    #expect(rest.ending == .finished)
    #expect(rest.run.folder.path != first.run.folder.path)
    #expect(rest.run.folder.path != whole.run.folder.path)
    #expect(listener.steps == whole.run.stepsDone - (stop ?? steps))
    for moment in ["epoch-0003", "epoch-0004"] {
      #expect(try tensors(rest.run.folder, moment) == tensors(whole.run.folder, moment))
      for name in try Folder.names(in: whole.run.folder.path + "/plots/" + moment)
      where name.hasSuffix(".png") {
        let path = "/plots/\(moment)/\(name)"
        // Below the picture stands which run it is of.
        #expect(
          try Self.pixels(rest.run.folder.path + path)
            == Self.pixels(whole.run.folder.path + path), "\(path)")
      }
    }
    let expected = try MetricsLog.read(whole.run.folder.metrics).filter {
      ($0["step"]?.double ?? 0) > Double(steps)
    }
    #expect(expected.count >= 2)
    #expect(try MetricsLog.read(rest.run.folder.metrics) == expected)
    let parent = try #require(try RunRecord.read(from: rest.run.folder.record).continues)
    #expect(parent.steps == steps && parent.checkpoint.hasSuffix("epoch-0002.safetensors.zst"))
    // A longer run that does not continue is told that it could.
    let told = Listener()
    _ = try Self.ecg.run(in: out.path, more: ["train.epochs=3"], steps: 0, observer: told)
    #expect(told.remarks.contains { $0.contains("--continue \(hash)") })
    // A shorter one could not.
    let shorter = Listener()
    _ = try Self.ecg.run(in: out.path, more: ["train.epochs=1"], steps: 0, observer: shorter)
    #expect(!shorter.remarks.contains { $0.contains("--continue") }, "\(shorter.remarks)")
  }

  @Test(
    "takes - or its name for the newest of its experiment, and again for the one that it began from",
    arguments: ["-", "ecg_anomaly"])
  func newest(word: String) throws {
    let out = try RunsFolder()
    #expect(
      refusal { try Self.ecg.run(in: out.path, continues: word) }.contains("there is no run in"))
    let first = try Self.ecg.run(in: out.path, more: ["train.epochs=2"])
    var record = try RunRecord.read(from: first.run.folder.record)
    record.updated = "2020-01-01T00:00:00Z"
    try record.write(to: first.run.folder.record)
    let longer = ["train.epochs=4"]
    let begun = try Self.ecg.run(
      in: out.path, more: longer, steps: first.run.stepsDone + 1, continues: word)
    #expect(begun.ending == .stopped)
    let rest = try Self.ecg.run(in: out.path, more: longer, continues: word)
    #expect(rest.ending == .finished && rest.run.folder.path == begun.run.folder.path)
    #expect(
      try Self.ecg.run(in: out.path, more: longer, continues: word).ending == .alreadyFinished)
    let further = try Self.ecg.run(in: out.path, more: ["train.epochs=5"], continues: word)
    let parent = try #require(try RunRecord.read(from: further.run.folder.record).continues)
    #expect(parent.steps == rest.run.stepsDone)
    // Of several a name's is told, and '-' asks for the newest.
    let told = further.run.warnings.diagnostics.map(\.message)
    let newest = "'ecg_anomaly' has 2 runs; the newest is ecg_anomaly/"
    #expect(told.contains { $0.hasPrefix(newest) } == (word != "-"), "\(told)")
    #expect(rest.run.warnings.diagnostics.allSatisfy { !$0.message.contains("has 2 runs") })
  }

  @Test(
    "takes the name of another experiment for its newest run, which is said, and tells of names")
  func named() throws {
    let out = try RunsFolder()
    let first = try Self.ecg.run(in: out.path, more: ["train.epochs=2"])
    func continued(_ word: String) throws -> ExperimentRun {
      try Self.ecg.run(
        in: out.path, more: ["name=other", "train.epochs=3"], steps: 0, continues: word
      ).run
    }
    let alone = try continued("ecg_anomaly")
    #expect(alone.warnings.diagnostics.isEmpty)
    let parent = try #require(try RunRecord.read(from: alone.folder.record).continues)
    #expect(parent.steps == first.run.stepsDone)
    var record = try RunRecord.read(from: first.run.folder.record)
    record.updated = "2020-01-01T00:00:00Z"
    try record.write(to: first.run.folder.record)
    let second = try Self.ecg.run(in: out.path, more: ["train.epochs=1"])
    let newest = try continued("ecg_anomaly")
    #expect(
      newest.warnings.diagnostics.map(\.message) == [
        "'ecg_anomaly' has 2 runs; the newest is ecg_anomaly/\(second.run.identity.prefix(6))"
      ])
    #expect(try RunRecord.read(from: newest.folder.record).continues?.steps == second.run.stepsDone)
    let wrong = refusal { try continued("ecg_anomoly") }
    #expect(wrong.contains("to continue; did you mean 'ecg_anomaly'?"), "\(wrong)")
    #expect(wrong.contains("or NAME for its newest"), "\(wrong)")
  }

  /// A picture's lines above the one that says what it is of.
  private static func pixels(_ path: String) throws -> ArraySlice<UInt8> {
    let picture = try PictureFile.read(path)
    return picture.pixels.dropLast(22 * picture.width * picture.channels)
  }

  @Test("is refused where the state is another, or nothing is left to train, or the run is none")
  func refused() throws {
    let out = try RunsFolder()
    let first = try Self.ecg.run(in: out.path, more: ["train.epochs=2"])
    let path = first.run.folder.path
    let before = try Folder.names(in: Folder.parent(of: path))
    func message(_ more: [String], _ run: String) -> String {
      refusal { try Self.ecg.run(in: out.path, more: more, continues: run) }
    }
    defer { #expect((try? Folder.names(in: Folder.parent(of: path))) == before) }
    let slots = message(["train.epochs=4", "train.optimizer={sgd: {learning_rate: 0.1}}"], path)
    #expect(slots.contains("it has 'optimizer/") && slots.contains(" more"), "\(slots)")
    #expect(slots.contains("begins with its weights alone"), "\(slots)")
    let short = message(["train.epochs=2"], path)
    #expect(short.contains("has come to epoch 2, and this experiment ends at epoch 2"), "\(short)")
    #expect(message(["train.epochs=4"], "nothing").contains("there is no run 'nothing'"))
    let other = first.run.folder.path + "x"
    try FileManager.default.copyItem(atPath: path, toPath: other)
    let hash = String(try #require(path.split(separator: "/").last))
    #expect(message(["train.epochs=4"], hash).contains("is the beginning of 2 runs"))
    try FileManager.default.removeItem(atPath: other)
    let half = try Self.ecg.run(in: out.path + "/half", more: ["train.epochs=2"], steps: 4)
    let batch = message(["train.epochs=4", "train.batch_size=25"], half.run.folder.path)
    #expect(batch.contains("of an epoch, and its data, seed or batch size is another"), "\(batch)")
  }

  @Test("a metric that is new is evaluated at all kept checkpoints, as if it had been there")
  func lateMetrics() throws {
    let out = try RunsFolder()
    let metric = ["metrics.spread=std(error)"]
    let whole = try Self.ecg.run(in: out.path + "/whole", more: ["train.epochs=3"] + metric)
    let first = try Self.ecg.run(in: out.path, more: ["train.epochs=3"])
    let listener = Listener()
    let again = try Self.ecg.run(
      in: out.path, more: ["train.epochs=3"] + metric, observer: listener)
    #expect(again.run.folder.path == first.run.folder.path && listener.steps == 0)
    func values(_ path: String) throws -> [JSON?] {
      try MetricsLog.read(path).filter { $0["spread"] != nil }.map { $0["spread"] }
    }
    #expect(try values(again.run.folder.evaluations).count == 3)
    #expect(try values(again.run.folder.evaluations) == values(whole.run.folder.metrics))
    // Once.
    #expect(
      try Self.ecg.run(in: out.path, more: ["train.epochs=3"] + metric).ending == .alreadyFinished)
  }

  /// The figures of a run, as tables and curves show them: `precision` after 4 and 8 steps.
  private func points(_ run: ExperimentRun, _ name: String) throws -> [String] {
    let figure = try #require(try RunFigures(run.folder)[name], "\(name)")
    return figure.points.map { "\($0.step): \($0.value)" }
  }

  @Test("a metric that says something else is evaluated anew, with those that read it")
  func changedMetrics() throws {
    let out = try RunsFolder()
    let length = ["train.epochs=3"]
    let other = length + ["metrics.error.value=mean(square(rebuilt - beat), per=example)"]
    let whole = try Self.ecg.run(in: out.path + "/whole", more: other)
    let first = try Self.ecg.run(in: out.path, more: length)
    let names = ["threshold", "accuracy", "reconstruction"]
    let before = try names.map { try points(first.run, $0) }
    let expected = try names.map { try points(whole.run, $0) }
    #expect(before[0] != expected[0] && before[0].count == 3 && before[2] == expected[2])
    let listener = Listener()
    let again = try Self.ecg.run(in: out.path, more: other, observer: listener)
    #expect(again.run.folder.path == first.run.folder.path && listener.steps == 0)
    #expect(
      listener.remarks.contains {
        $0.hasPrefix("threshold, accuracy, precision, recall: new or changed since training")
      }, "\(listener.remarks)")
    #expect(try names.map { try points(again.run, $0) } == expected)
    #expect(try Self.ecg.run(in: out.path, more: other).ending == .alreadyFinished)
    // What the log has is what it had, and asking for it again brings it back.
    #expect(
      try TextFile.read(first.run.folder.metrics) != TextFile.read(whole.run.folder.metrics))
    try Self.ecg.run(in: out.path, more: length)
    #expect(try names.map { try points(first.run, $0) } == before)
  }

  @Test("where a metric is changed in the middle of a run, that is told")
  func metricChangedBetween() throws {
    let out = try RunsFolder()
    let other = ["train.epochs=3", "metrics.threshold.value=mean(error)"]
    let first = try Self.ecg.run(in: out.path, more: ["train.epochs=3"], steps: 5)
    let listener = Listener()
    let rest = try Self.ecg.run(in: out.path, more: other, observer: listener)
    #expect(rest.run.folder.path == first.run.folder.path && rest.ending == .finished)
    #expect(
      listener.remarks.contains(
        "what accuracy, precision, recall, threshold says was changed: the log's figures up to step 5 are by "
          + "what it said before"), "\(listener.remarks)")
  }

  @Test("leaves a page and events, unless it is told not to", arguments: [true, false])
  func hooks(areWanted: Bool) throws {
    let out = try RunsFolder()
    let none = ["outputs.report=false", "outputs.events=false"]
    let run = try Self.ecg.run(
      in: out.path, more: ["train.epochs=1"] + (areWanted ? [] : none))
    #expect(run.ending == .finished)
    #expect(Folder.exists(run.run.folder.report) == areWanted)
    #expect(Folder.exists(run.run.folder.events) == areWanted)
    guard areWanted else { return }
    let page = try TextFile.read(run.run.folder.report)
    #expect(
      page.contains("Finished after \(run.run.stepsDone) steps")
        && page.contains("data:image/svg+xml;base64"))
    let small = try Self.ecg.run(
      in: out.path, more: ["train.epochs=1", "outputs.report={limit: 60 kB}"])
    #expect(small.ending == .finished)
    #expect(try InputFile.contents(of: small.run.folder.report).count < 60_000)
  }
}
