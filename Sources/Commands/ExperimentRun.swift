import Artifacts
import Config
import Diagnostics
import Experiment
import Foundation
import Graph
import Processes
import Runtime
import Training

/// One run of one experiment, in its folder `OUT/NAME/HASH`.
public final class ExperimentRun {
  public enum Ending: Hashable, Sendable {
    case finished
    /// Before this run began; nothing was changed.
    case alreadyFinished
    case stopped, interrupted
    /// Its state is not finite any more, now or when it last ran; a sentence says which part. Where a loss was so in the first step,
    /// no learning rate is to blame.
    case diverged(String, inFirstStep: Bool)
  }

  public let folder: RunFolder
  /// The pictures, plots and animations that this run wrote last, or had written when it was finished.
  public private(set) var pictures: [String] = []
  public private(set) var stepsDone = 0
  /// Whether nothing is known of numbers of the data that are nan or infinite.
  public private(set) var dataIsFinite = true

  /// What was warned of.
  var said: [String] = []
  /// What is told of the run that is continued.
  public let warnings: DiagnosticList
  /// That of the experiment, and of what it continues.
  let identity: String
  private let parent: ParentRun?
  let experiment: LoadedExperiment
  let machine: Machine
  let options: RunOptions

  public init(_ experiment: LoadedExperiment, machine: Machine, options: RunOptions) throws {
    if options.steps != nil, !experiment.trains {
      throw Diagnostic(
        "'\(experiment.name)' has no training, so there are no steps for --steps to count", at: nil)
    }
    self.experiment = experiment
    self.machine = machine
    self.options = options
    var warnings = DiagnosticList()
    parent = try options.continues.map {
      try ParentRun($0, of: experiment, in: options.outFolder, warnings: &warnings)
    }
    self.warnings = warnings
    identity = parent?.identity(of: experiment.identity) ?? experiment.identity.digest
    folder = RunFolder("\(options.outFolder)/\(experiment.name)/\(identity.prefix(12))")
  }

  /// Trains from the beginning, or from the newest checkpoint of the folder.
  ///
  /// - Parameter report: is given what is odd about the data.
  /// - Throws: missing data, a folder that another run writes, a changed machine or file, a full disk.
  public func execute(
    observer: any TrainingObserver, stop: StopRequest, report: (DiagnosticList) -> Void = { _ in }
  ) throws -> Ending {
    // A run that cannot begin leaves no folder.
    if !folder.isThere {
      try experiment.requireData(whole: true)
      try experiment.requireWeights()
    }
    let lock: FolderLock
    do {
      lock = try FolderLock(folder.path)
    } catch {
      // Where nothing can be written, as on a disk that is only read, a finished run needs nothing.
      guard let old = try? finishedRecord() else { throw error }
      pictures = lastPictures(of: old)
      tellOfChangedFiles(since: old, observer)
      return .alreadyFinished
    }
    defer { lock.release() }
    try folder.refuseLinks()
    try removeLeftovers()
    let old = options.fresh ? nil : try oldRecord(observer)
    if let old, old.status == .diverged, !canReadFiles { return try leave(old, observer) }
    let lost = lostPictures(of: old)
    if let old, old.status == .finished, lost.isEmpty, try isComplete(old) {
      completeReport(observer)
      try writeDone()
      pictures = lastPictures(of: old)
      tellOfChangedFiles(since: old, observer)
      return .alreadyFinished
    }

    try experiment.requireData(whole: true)
    try MemoryCheck.run(experiment, machine: machine)
    said = experiment.warnings.withoutNotes.diagnostics.map(\.coded)
    let data = try experiment.loadData(memory: MemoryLimit.bytes) { found in
      said += found.withoutNotes.diagnostics.map(\.coded)
      dataIsFinite = !found.diagnostics.contains { $0.warning == .notFinite }
      report(found)
    }
    // With other data it may come to another end.
    if let old, old.status == .diverged,
      FileDigests.spelled(old.digests, as: data.digests) == data.digests
    {
      return try leave(old, observer)
    }
    let circumstances = SavedRun.Circumstances(
      version: Version.current, numerics: Version.numerics(of: experiment),
      backend: machine.backend, digests: data.digests)
    let resumed = options.fresh ? nil : try newestCheckpoint(old, observer)
    if resumed == nil, parent == nil {
      let planned = try? experiment.model.definition.train?.stepCount(on: data)
      tellOfShorterRuns(of: experiment, planned: planned, in: options.outFolder, observer)
    }
    var progress =
      try resumed?.saved.progress
      ?? parent?.beginning(of: experiment, digests: data.digests) ?? TrainingProgress()
    var beginsLog = false
    if let resumed {
      try checkIdentity(of: resumed.saved, in: resumed.file)
      try check(resumed.saved.circumstances, against: circumstances)
      beginsLog = try !keepsLog(at: progress, observer)
      if beginsLog { (progress.logOffset, progress.logDigest) = (0, nil) }
      if old?.status != .finished { tellOfChangedMetrics(since: resumed.saved, observer) }
    }

    let model = experiment.model
    let state = try State(experiment.graphs.inRound(progress.round).stateEntries())
    let saved = SavedRun(
      identity: identity, experiment: experiment.resolvedText, circumstances: circumstances,
      progress: progress, classes: TrainedClasses(model).metadata)
    if let resumed {
      try state.restore(from: Checkpoint.read(from: resumed.file), file: resumed.file)
    } else if let parent {
      try parent.restore(state)
    } else {
      try experiment.graphs.initialize(state, data: data, device: machine.device, trains: true)
    }

    try remove(RunFiles.done)
    if beginsLog, Folder.exists(folder.metrics) {
      try Folder.move(folder.metrics, to: folder.otherMetrics)
    }
    // Not before everything that the new run needs is there.
    if options.fresh { try removeOldRun() }
    var record = self.record(digests: data.digests)
    // One that is too long to be meant is told where it begins.
    record.stepsInAll = try? model.definition.train?.stepCount(on: data)
    if resumed != nil, let old {
      record.resume(old, at: progress.totalSteps)
      keepWarnings(of: old)
    }
    record.warnings = said.isEmpty ? nil : said
    try keepFiles()
    // The record first: with the new text beside an old "finished", what is new would never be shown.
    try record.write(to: folder.record)
    try TextFile.write(experiment.resolvedText, to: folder.experiment)
    try writeSources()
    let began = ContinuousClock.now
    let report = reportWriter
    do {
      let ending: Ending
      if let schedule = model.definition.train {
        let events = model.definition.outputs.writesEvents ? try eventsRequest() : nil
        try observer.runBegins(header(schedule, data))
        let trainer = try Trainer(
          experiment.graphs, schedule: schedule, data: data, state: state, device: machine.device,
          surroundings: Trainer.Surroundings(
            folder: folder, saved: saved,
            observer: PictureCollector(
              observer, warned: { [self] in hear($0) }, report: { [self] in pictures = $0 }),
            stop: stop, stopAfter: options.steps, stopAfterEpochs: options.epochs,
            savesFirst: beginsLog, isSaved: resumed != nil && !beginsLog, events: events,
            checkFolder: { try lock.check() },
            afterCheckpoint: { report.writeInBetween() }, dataIsFinite: dataIsFinite,
            planned: { [self] work in
              observer.expects {
                self.estimate(work, schedule, data, done: saved.progress.totalSteps)
              }
            }))
        record.timings["compile"] = trainer.compileSeconds
        switch try trainer.run() {
        case .finished: ending = .finished
        case .stopped: ending = .stopped
        case .interrupted: ending = .interrupted
        case .diverged(let sentence, let inFirstStep):
          ending = .diverged(sentence, inFirstStep: inFirstStep)
        }
        stepsDone = trainer.progress.totalSteps
        record.stoppedEarly = trainer.earlyEnd
      } else {
        pictures = try model.renderOnce(
          data: data, state: state, device: machine.device, folder: folder,
          label: PictureLabel(name: experiment.name, identity: identity), stop: stop,
          warn: { [self] in
            hear($0)
            observer.warn($0)
          }, remark: { observer.remark($0) },
          evaluated: { observer.evaluated($0, halfWidths: $1) })
        ending = stop.isRequested ? .interrupted : .finished
      }
      try lock.check()
      record.timings["run", default: 0] += (ContinuousClock.now - began) / .seconds(1)
      record.peakMemoryBytes = max(record.peakMemoryBytes ?? 0, ResidentMemory.peakBytes)
      switch ending {
      case .finished, .alreadyFinished: record.status = .finished
      case .stopped, .interrupted: record.status = .interrupted
      case .diverged(let sentence, let inFirstStep):
        (record.status, record.failure) = (.diverged, sentence)
        record.divergedInFirstStep = inFirstStep
      }
      record.steps = stepsDone
      record.warnings = said.isEmpty ? nil : said
      if record.status.isLast {
        record.pictures = pictures.map { String($0.dropFirst(folder.path.count + 1)) }
        record.allPictures = try allPictures()
        tellOf(lost, observer)
      }
      record.updated = RunRecord.now
      try record.write(to: folder.record)
      write(report, observer)
      if record.status.isLast { try writeDone() }
      return ending
    } catch {
      // In a folder that is another's, nothing of this run is to be written.
      guard (try? lock.check()) != nil else { throw error }
      record.status = error is Interruption ? .interrupted : .failed
      record.failure = error is Interruption ? nil : Self.sentence(error)
      record.warnings = said.isEmpty ? nil : said
      record.updated = RunRecord.now
      try? record.write(to: folder.record)
      if record.status == .failed { _ = try? report.write() }
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

  /// What the folder says of the run; `nil` where it says nothing.
  ///
  /// - Throws: a record that is there and cannot be read.
  private func oldRecord(_ observer: any TrainingObserver) throws -> RunRecord? {
    guard folder.isThere else { return nil }
    do {
      return try RunRecord.read(from: folder.record)
    } catch let problem as Diagnostic where problem.fault == .input {
      warn(observer, .damagedLog, "\(problem.message); it is written anew")
      return nil
    }
  }

  func warn(_ observer: any TrainingObserver, _ warning: Warning, _ message: String) {
    let problem = Diagnostic(warning, message, at: nil)
    let allowed = experiment.model.definition.allowed
    if !allowed.contains(problem) { said.append(problem.coded) }
    observer.warn(problem, unless: allowed)
  }

  /// The newest whole checkpoint; `nil` where there is none at all. What is lost is told of.
  ///
  /// - Throws: checkpoints of which none can be used; what is the machine's fault.
  private func newestCheckpoint(
    _ old: RunRecord?, _ observer: any TrainingObserver
  ) throws -> (file: String, saved: SavedRun)? {
    var damaged: [Diagnostic] = []
    // Where one diverged is nothing that is lost.
    let done = old?.status == .diverged ? 0 : old?.steps ?? 0
    let newest = try folder.newestWholeCheckpoint { file, problem in
      damaged.append(problem)
      warn(observer, .damagedCheckpoint, "\(file) is left out: \(problem.message)")
    }
    guard let newest else {
      guard damaged.isEmpty else {
        throw Diagnostic(
          "no checkpoint in '\(folder.checkpoints)' can be used, so the run cannot go on", at: nil,
          notes: damaged.prefix(5).map { .init($0.message) } + [.init("--fresh begins anew")])
      }
      if done > 0 {
        warn(
          observer, .damagedCheckpoint,
          "the run had come to step \(done), and no checkpoint of it is left; it begins anew")
      }
      return nil
    }
    let steps = newest.saved.progress.totalSteps
    if done > steps {
      warn(
        observer, .damagedCheckpoint,
        "the run had come to step \(done), and its newest whole checkpoint is of step \(steps), from which it "
          + "goes on")
    }
    return newest
  }

  /// Whether the log is the one that the checkpoint has seen; `false` where it is not and that was accepted.
  private func keepsLog(
    at progress: TrainingProgress, _ observer: any TrainingObserver
  ) throws -> Bool {
    do {
      _ = try MetricsLog.check(
        folder.metrics, offset: progress.logOffset, digest: progress.logDigest)
      return true
    } catch let problem as Diagnostic where problem.fault == .input && options.acceptChanges {
      warn(
        observer, .damagedLog,
        "\(problem.message); the log begins at step \(progress.totalSteps)"
          + (Folder.exists(folder.metrics) ? ", and the other is \(folder.otherMetrics)" : ""))
      return false
    }
  }

  /// Removes what a killed run was writing.
  private func removeLeftovers() throws {
    var folders = [folder.path, folder.checkpoints, folder.animations]
    for kind in RunFolder.kinds {
      folders.append(folder.file(kind))
      folders += try folder.moments(of: kind).map { folder.pictures(kind, at: $0) }
    }
    for path in folders where Folder.isFolder(path) { try AtomicFile.removeLeftovers(in: path) }
  }

  private func record(digests: [String: String]) -> RunRecord {
    var versions = ["etch": Version.current, "level": machine.level]
    versions["numerics"] = String(Version.numerics(of: experiment))
    versions["compiler"] = machine.compilerVersion
    var record = RunRecord(
      status: .running, name: experiment.name, hash: String(identity.prefix(12)),
      versions: versions,
      machine: .current(threads: machine.device.threads), digests: digests,
      dataFolder: PathLookup.join(
        FileManager.default.currentDirectoryPath, experiment.dataFolder),
      weightsFolder: PathLookup.join(
        FileManager.default.currentDirectoryPath, experiment.weightsFolder))
    record.continues = parent?.record
    // Its name among its sources: as it was given, it may be that of another one, which it extends.
    let file = experiment.sources.first { $0.name == experiment.file }
    record.better = experiment.model.definition.better
    record.request = RunRecord.Request(
      identity: identity, groupIdentity: experiment.identity.group,
      root: recordedRoot, file: file.map(experiment.sourceName) ?? experiment.file,
      profile: experiment.profile, overrides: experiment.overrides, params: experiment.params,
      commandLine: options.commandLine)
    return record
  }

  func writeDone() throws {
    if !Folder.exists(folder.done) { try TextFile.write(identity + "\n", to: folder.done) }
    // As new as what asks for it, or make would ask for ever; it stays old where it is somebody else's.
    try? TextFile.renew(folder.done)
  }

  /// Copies the files that the experiment was composed of, each under its name from the project's root.
  private func writeSources() throws {
    try remove(RunFiles.sources)
    for source in experiment.sources {
      let path = folder.sources + "/" + experiment.sourceName(source)
      try Folder.create(Folder.parent(of: path))
      try TextFile.write(source.text, to: path)
    }
  }

  /// Removes what etch writes into a run's folder, and nothing else.
  private func removeOldRun() throws {
    // The record first: what is half removed is not finished.
    for name in [
      RunFiles.record, RunFiles.checkpoints, RunFiles.samples, RunFiles.plots, RunFiles.animations,
      RunFiles.metrics, RunFiles.otherMetrics, RunFiles.timings, RunFiles.digests, RunFiles.report,
      EventsFile.name, RunFiles.evaluations, RunFiles.experiment, RunFiles.sources,
    ] {
      try remove(name)
    }
  }

  func remove(_ name: String) throws {
    let path = folder.file(name)
    guard FileManager.default.fileExists(atPath: path) else { return }
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      throw Diagnostic.machine("'\(path)' cannot be removed: \(error.localizedDescription)")
    }
  }
}
