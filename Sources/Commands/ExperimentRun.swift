import Artifacts
import Config
import Diagnostics
import Experiment
import Foundation
import Graph
import Processes
import Runtime
import Training

/// How `etch run` was asked to run.
public struct RunOptions: Sendable {
  public var outFolder: String
  /// Stop after so many steps.
  public var steps: Int?
  public var fresh: Bool
  public var acceptChanges: Bool
  /// As it was typed, for the record.
  public var commandLine: [String]

  public init(
    outFolder: String = "outputs", steps: Int? = nil, fresh: Bool = false,
    acceptChanges: Bool = false, commandLine: [String] = []
  ) {
    self.outFolder = outFolder
    self.steps = steps
    self.fresh = fresh
    self.acceptChanges = acceptChanges
    self.commandLine = commandLine
  }
}

/// One run of one experiment, in its folder `OUT/NAME/HASH`.
public final class ExperimentRun {
  public enum Ending: Sendable {
    case finished
    /// Before this run began; nothing was changed.
    case alreadyFinished
    case stopped, interrupted
  }

  public let folder: RunFolder
  /// The pictures, plots and animations that this run wrote last, or had written when it was finished.
  public private(set) var pictures: [String] = []
  public private(set) var stepsDone = 0

  private let experiment: LoadedExperiment
  private let machine: Machine
  private let options: RunOptions

  public init(_ experiment: LoadedExperiment, machine: Machine, options: RunOptions) throws {
    if options.steps != nil, !experiment.trains {
      throw Diagnostic(
        "'\(experiment.name)' has no training, so there are no steps for --steps to count", at: nil)
    }
    self.experiment = experiment
    self.machine = machine
    self.options = options
    folder = RunFolder("\(options.outFolder)/\(experiment.name)/\(experiment.identity.short)")
  }

  /// Trains from the beginning, or from the newest checkpoint of the folder.
  ///
  /// - Parameter report: is given what is odd about the data.
  /// - Throws: missing data, a folder that another run writes, a changed machine or file, a full disk.
  public func execute(
    observer: any TrainingObserver, stop: StopRequest, report: (DiagnosticList) -> Void = { _ in }
  ) throws -> Ending {
    // A run that cannot begin leaves no folder.
    if !Folder.exists(folder.record) { try experiment.requireData(whole: true) }
    let lock = try FolderLock(folder.path)
    defer { lock.release() }
    try removeLeftovers()
    let old = options.fresh ? nil : try? RunRecord.read(from: folder.record)
    if let old, old.status == .finished, isComplete() {
      // It may have been killed between the two.
      if !Folder.exists(folder.done) { try writeDone() }
      pictures = (old.pictures ?? []).map { "\(folder.path)/\($0)" }.filter(Folder.exists)
      return .alreadyFinished
    }

    try experiment.requireData(whole: true)
    try MemoryCheck.run(experiment, machine: machine)
    let data = try experiment.loadData(memory: MemoryLimit.bytes, report: report)
    let circumstances = SavedRun.Circumstances(
      version: Version.current, level: machine.level, digests: data.digests)
    let resumed =
      options.fresh
      ? nil
      : try folder.newestWholeCheckpoint { file, problem in
        observer.remark("warning: \(file) is left out: \(problem.message)")
      }
    if let resumed {
      try checkIdentity(of: resumed.saved, in: resumed.file)
      try check(resumed.saved.circumstances, against: circumstances)
    }

    let model = experiment.model
    let state = try State(experiment.graphs.stateEntries())
    let saved = SavedRun(
      identity: experiment.identity.digest, experiment: experiment.resolvedText,
      circumstances: circumstances,
      progress: resumed?.saved.progress ?? TrainingProgress())
    if let resumed {
      try state.restore(from: Checkpoint.read(from: resumed.file), file: resumed.file)
    } else {
      try experiment.graphs.initialize(state, data: data, device: machine.device)
    }

    try remove("done")
    // Not before everything that the new run needs is there.
    if options.fresh { try removeOldRun() }
    var record = self.record(digests: data.digests)
    if resumed != nil, let old {
      record.started = old.started
      record.timings["run"] = old.timings["run"]
    }
    // The record first: with the new text beside an old "finished", what is new would never be shown.
    try record.write(to: folder.record)
    try TextFile.write(experiment.resolvedText, to: folder.experiment)
    try writeSources()
    let began = ContinuousClock.now
    do {
      let ending: Ending
      if let schedule = model.definition.train {
        let trainer = try Trainer(
          experiment.graphs, schedule: schedule, data: data, state: state, device: machine.device,
          surroundings: Trainer.Surroundings(
            folder: folder, saved: saved, observer: Collector(observer) { [self] in pictures = $0 },
            stop: stop, stopAfter: options.steps))
        record.timings["compile"] = trainer.compileSeconds
        switch try trainer.run() {
        case .finished: ending = .finished
        case .stopped: ending = .stopped
        case .interrupted: ending = .interrupted
        }
        stepsDone = trainer.progress.totalSteps
      } else {
        pictures = try model.renderOnce(
          data: data, state: state, device: machine.device, folder: folder, stop: stop,
          remark: { observer.remark($0) }, evaluated: observer.evaluated)
        ending = stop.isRequested ? .interrupted : .finished
      }
      record.timings["run", default: 0] += (ContinuousClock.now - began) / .seconds(1)
      record.status = ending == .finished ? .finished : .interrupted
      if ending == .finished {
        record.pictures = pictures.map { String($0.dropFirst(folder.path.count + 1)) }
      }
      record.updated = RunRecord.now
      try record.write(to: folder.record)
      if ending == .finished { try writeDone() }
      return ending
    } catch {
      record.status = error is Interruption ? .interrupted : .failed
      record.failure = error is Interruption ? nil : Self.sentence(error)
      record.updated = RunRecord.now
      try? record.write(to: folder.record)
      throw error
    }
  }

  private static func sentence(_ error: any Error) -> String {
    switch error {
    case let problem as Diagnostic: problem.message
    case let problems as DiagnosticList:
      problems.diagnostics.map(\.message).joined(separator: "; ")
    default: "\(error)"
    }
  }

  /// Whether a finished run left what it is asked for: its last checkpoint, and pictures and figures by the same outputs and metrics.
  private func isComplete() -> Bool {
    guard let text = try? TextFile.read(folder.experiment),
      text == experiment.resolvedText || shown(by: text) == experiment.shownText
    else { return false }
    guard experiment.trains else { return true }
    var allAreWhole = true
    let newest = try? folder.newestWholeCheckpoint { _, _ in allAreWhole = false }
    return newest != nil && allAreWhole
  }

  private func shown(by text: String) -> String? {
    let old = try? LoadedExperiment(
      text: text, name: folder.experiment, overrides: [], dataFolder: experiment.dataFolder,
      root: experiment.root.path)
    return old?.shownText
  }

  /// Removes what a killed run was writing.
  private func removeLeftovers() throws {
    var folders = [folder.path, folder.checkpoints, folder.path + "/animations"]
    for pictures in ["/samples", "/plots"].map({ folder.path + $0 })
    where Folder.isFolder(pictures) {
      folders += try Folder.names(in: pictures).map { pictures + "/" + $0 }
    }
    for path in folders where Folder.isFolder(path) { try AtomicFile.removeLeftovers(in: path) }
  }

  private func record(digests: [String: String]) -> RunRecord {
    var versions = ["etch": Version.current, "level": machine.level]
    versions["compiler"] = machine.compilerVersion
    var record = RunRecord(
      status: .running, name: experiment.name, hash: experiment.identity.short, versions: versions,
      machine: .current(threads: machine.device.threads), digests: digests,
      dataFolder: PathLookup.join(
        FileManager.default.currentDirectoryPath, experiment.dataFolder))
    record.request = RunRecord.Request(
      identity: experiment.identity.digest, groupIdentity: experiment.identity.group,
      root: experiment.root.path, file: experiment.file, profile: experiment.profile,
      overrides: experiment.overrides, params: experiment.params,
      commandLine: options.commandLine)
    return record
  }

  /// A checkpoint goes on with its own experiment only.
  private func checkIdentity(of saved: SavedRun, in file: String) throws {
    guard saved.identity != experiment.identity.digest else { return }
    throw Diagnostic(
      "'\(file)' is a checkpoint of another experiment than '\(experiment.name)', so this cannot go on from it",
      at: nil,
      notes: [
        Diagnostic.Note(
          "its identity is \(String(saved.identity.prefix(12)).escapedForDisplay), and this one's \(experiment.identity.short)"
        ),
        Diagnostic.Note("--fresh begins anew"),
      ])
  }

  private func writeDone() throws {
    try TextFile.write(experiment.identity.digest + "\n", to: folder.done)
  }

  /// Copies the files that the experiment was composed of, each under its name from the project's root.
  private func writeSources() throws {
    try remove("sources")
    for source in experiment.sources {
      let path = folder.sources + "/" + experiment.sourceName(source)
      try Folder.create(Folder.parent(of: path))
      try TextFile.write(source.text, to: path)
    }
  }

  private func check(_ then: SavedRun.Circumstances, against now: SavedRun.Circumstances) throws {
    let changes = then.changes(to: now)
    guard !changes.isEmpty, !options.acceptChanges else { return }
    throw Diagnostic(
      "\(folder.path) was begun under other circumstances, so going on would not give the same numbers",
      at: nil,
      notes: changes.map { Diagnostic.Note($0) } + [
        Diagnostic.Note("--accept-changes goes on all the same; --fresh begins anew")
      ])
  }

  /// Removes what etch writes into a run's folder, and nothing else.
  private func removeOldRun() throws {
    // The record first: what is half removed is not finished.
    for name in [
      "run.json", "checkpoints", "samples", "plots", "animations", "metrics.jsonl",
      "evaluations.jsonl", "experiment.yaml", "sources",
    ] {
      try remove(name)
    }
  }

  private func remove(_ name: String) throws {
    let path = folder.path + "/" + name
    guard FileManager.default.fileExists(atPath: path) else { return }
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      throw Diagnostic.machine("'\(path)' cannot be removed: \(error.localizedDescription)")
    }
  }
}

/// Passes everything on, and keeps the pictures of the latest moment.
private final class Collector: TrainingObserver {
  private let inner: any TrainingObserver
  private let report: ([String]) -> Void
  private var latest: [String] = []

  init(_ inner: any TrainingObserver, report: @escaping ([String]) -> Void) {
    self.inner = inner
    self.report = report
  }

  func trainingBegins(_ status: TrainingStatus, resumed: Bool) {
    inner.trainingBegins(status, resumed: resumed)
  }

  func stepEnded(_ status: TrainingStatus, losses: LossReport) {
    inner.stepEnded(status, losses: losses)
  }

  func epochEnded(_ status: TrainingStatus, figures: [(name: String, value: Double)]) {
    inner.epochEnded(status, figures: figures)
  }

  func evaluated(_ figures: [(name: String, value: Double)]) { inner.evaluated(figures) }

  func wrote(_ path: String) {
    let name = URL(filePath: path).lastPathComponent
    latest.removeAll { URL(filePath: $0).lastPathComponent == name }
    latest.append(path)
    report(latest)
    inner.wrote(path)
  }

  func remark(_ text: String) { inner.remark(text) }
}
