import Artifacts
import Config
import Diagnostics
import Experiment
import Foundation
import Runtime
import Training

/// Renders a run's samples and plots again, from a checkpoint that says everything else.
public struct SampleRenderer {
  /// What is told of damaged checkpoints that were passed over, and of what is changed.
  public let warnings: DiagnosticList
  private let experiment: LoadedExperiment
  /// `nil` where nothing was trained: the state is then as it begins.
  private let checkpoint: String?
  private let folder: RunFolder
  /// Where a packed run is unpacked, as long as this lives.
  private var unpacked: TemporaryFolder?
  /// Whether that is the run's own, rather than one that was named to write to.
  private let isRun: Bool
  /// What the checkpoint is of, as it was named.
  private let shown: String

  /// - Parameters:
  ///   - run: a run's folder, or one of its checkpoints.
  ///   - overrides: outputs to change, `key=value`.
  ///   - dataFolder: what `data/…` means; by default what it meant to the run.
  ///   - out: where to write; by default the run's own folder.
  ///   - allowsOutside: whether paths of its experiment may lead out of its project.
  /// - Throws: a run without checkpoints that has some training; overrides that change more than what is shown.
  public init(
    run: String, overrides: [String], dataFolder: String?, out: String?,
    allowsOutside: Bool = false
  ) throws {
    if PackedRun.isPack(run), Folder.exists(run), !Folder.isFolder(run) {
      try self.init(pack: run, overrides: overrides, dataFolder: dataFolder, out: out)
    } else {
      try self.init(
        unpacked: run, overrides: overrides, dataFolder: dataFolder, out: out,
        allowsOutside: allowsOutside)
    }
  }

  private init(
    unpacked run: String, overrides: [String], dataFolder: String?, out: String?,
    allowsOutside: Bool
  ) throws {
    if run.hasSuffix(".yaml") || run.hasSuffix(".yml") { throw Diagnostic.noRun(run) }
    guard Folder.exists(run) else { throw Diagnostic.noRunOrCheckpoint(run) }
    let own = Folder.isFolder(run) ? run : RunFolder(ofCheckpoint: run).path
    if out == nil, !Folder.isFolder(run),
      Folder.name(of: Folder.parent(of: run)) != RunFiles.checkpoints
    {
      throw Diagnostic(
        "'\(run)' stands in no run's folder; say where to write with --out", at: nil)
    }
    folder = RunFolder(out ?? own)
    isRun = out == nil
    let record = try RunRecord.readIfThere(from: RunFolder(own).record)
    let dataFolder = dataFolder ?? record?.dataFolder ?? "data"
    let weightsFolder = record?.weightsFolder ?? "weights"
    var warnings = DiagnosticList()
    let text: String
    let name: String
    var shownRun: SavedRun?
    if Folder.isFolder(run),
      let untrained = Self.untrained(RunFolder(run), dataFolder, weightsFolder, allowsOutside)
    {
      checkpoint = nil
      (text, name) = (untrained, RunFolder(run).experiment)
    } else {
      let file =
        Folder.isFolder(run) ? try RunFolder(run).newestCheckpoint(warnings: &warnings) : run
      let saved = try SavedRun.header(of: file)
      // Pictures of another experiment do not take the places of the run's own.
      if isRun { try folder.check(saved, in: file, isOf: record) }
      checkpoint = file
      shownRun = saved
      (text, name) = (saved.experiment, file)
    }
    shown = checkpoint ?? run
    let sources =
      overrides.isEmpty
      ? nil : record?.request.flatMap { try? RunSources(of: RunFolder(own), $0) }
    experiment = try Self.telling(version: shownRun?.circumstances.version) {
      try Self.withoutLacking(overrides, &warnings) {
        try Self.experiment(
          text, name, $0, dataFolder: dataFolder, weightsFolder: weightsFolder,
          root: record?.request?.root, allowsOutside: allowsOutside, sources: sources,
          usedFiles: Set((record?.digests ?? [:]).keys))
      }
    }
    if let told = shownRun?.shownOtherwise(experiment, in: name) { warnings.add(told) }
    self.warnings = warnings
  }

  private init(pack path: String, overrides: [String], dataFolder: String?, out: String?) throws {
    guard let out else {
      throw Diagnostic("'\(path)' is a file; say where to write with --out", at: nil)
    }
    folder = RunFolder(out)
    isRun = false
    let pack = try PackedRun(path)
    let unpacked = try TemporaryFolder()
    let file = try pack.unpack(into: unpacked.path)
    checkpoint = file
    self.unpacked = unpacked
    shown = path
    var warnings = DiagnosticList()
    let sources = overrides.isEmpty ? nil : pack.sources(in: unpacked.path)
    experiment = try Self.withoutLacking(overrides, &warnings) {
      let experiment = try Self.experiment(
        pack.text, "\(path)/\(RunFiles.experiment)", $0, dataFolder: dataFolder ?? "data",
        root: PackedRun.root(in: unpacked.path), sources: sources)
      experiment.wantedData = pack.neededData
      return experiment
    }
    // What it shows would be of the first weights.
    let trains = experiment.trains
    guard file != nil || !trains else {
      throw Diagnostic(
        "'\(path)' holds no checkpoint of what it trained", at: nil,
        notes: [.init("'etch run \(path.shownShellWord)' trains it anew")])
    }
    if let file, let told = try SavedRun.header(of: file).shownOtherwise(experiment, in: path) {
      warnings.add(told)
    }
    self.warnings = warnings
  }

  /// Says of an experiment of a checkpoint that is refused which program took it.
  static func telling(
    version: String?, _ load: () throws -> LoadedExperiment
  ) throws -> LoadedExperiment {
    do {
      return try load()
    } catch let problems as DiagnosticList {
      guard let version, version != Version.current, let last = problems.diagnostics.last,
        last.range != nil
      else { throw problems }
      let notes = [
        Diagnostic.Note(
          "the run is of etch \(version.escapedForDisplay), which took this; it can be sampled with that one"
        ),
        Diagnostic.Note(
          "a corrected copy of its experiment takes its weights by 'weights: {run: …}' of each network"
        ),
      ]
      throw DiagnosticList(
        problems.diagnostics.dropLast() + [last.replacing(notes: last.notes + notes)])
    }
  }

  /// The experiment without outputs that overrides do not name, where they name others and the data of these is not here. What is
  /// to be warned of in the overrides is told; of the experiment its run told it.
  ///
  /// - Parameter compose: makes it with such overrides.
  private static func withoutLacking(
    _ overrides: [String], _ warnings: inout DiagnosticList,
    _ compose: ([String]) throws -> LoadedExperiment
  ) throws -> LoadedExperiment {
    let experiment = try compose(overrides)
    for told in experiment.warnings.diagnostics where told.range?.file.name == Override.place {
      warnings.add(told)
    }
    let lacking = try SampledOutputs(of: experiment).lacking(besides: overrides)
    guard !lacking.isEmpty else { return experiment }
    for output in lacking { warnings.add(.leftOut(output)) }
    return try compose(overrides + lacking.map { "\($0)=null" })
  }

  /// - Throws: overrides that change more than what is shown.
  private static func experiment(
    _ text: String, _ name: String, _ overrides: [String], dataFolder: String,
    weightsFolder: String = "weights", root: String?, allowsOutside: Bool = false,
    sources: RunSources? = nil, usedFiles: Set<String> = []
  ) throws -> LoadedExperiment {
    let original = try LoadedExperiment(
      text: text, name: name, overrides: [], dataFolder: dataFolder, weightsFolder: weightsFolder,
      root: root, allowsOutside: allowsOutside, usedFiles: usedFiles)
    var isOlder = false
    func composed() throws -> LoadedExperiment? {
      func composed(_ overrides: [String]) throws -> LoadedExperiment? {
        try sources?.experiment(
          overrides, dataFolder: dataFolder, weightsFolder: weightsFolder,
          allowsOutside: allowsOutside, usedFiles: usedFiles)
      }
      do {
        return try composed(overrides)
      } catch {
        // What was right when the run was made is no mistake in what is changed here.
        guard let unchanged = try? composed([]) else {
          isOlder = true
          return nil
        }
        guard let problems = error as? DiagnosticList else { throw error }
        throw problems.withoutMissing(of: unchanged)
      }
    }
    // The text of a checkpoint has its params put in; the run's sources have their names.
    var shown =
      overrides.contains { $0.hasPrefix("params.") } ? try composed() : nil
    if shown == nil {
      do {
        shown = try LoadedExperiment(
          text: text, name: name, overrides: overrides, dataFolder: dataFolder,
          weightsFolder: weightsFolder, root: root, allowsOutside: allowsOutside,
          usedFiles: usedFiles)
      } catch let problems as DiagnosticList {
        // Perhaps it names a param.
        shown = try composed()
        if shown == nil { throw problems.withNote(ofParamsIn: overrides, isOlder: isOlder) }
      }
    }
    guard let experiment = shown, experiment.identity == original.identity else {
      throw Diagnostic(
        "only what is shown can be changed here: outputs.…, metrics.… and params that nothing else reads; "
          + "other keys make another experiment", at: nil)
    }
    return experiment
  }

  /// The text of a run's experiment, where it trains nothing and so has no checkpoints.
  private static func untrained(
    _ folder: RunFolder, _ dataFolder: String, _ weightsFolder: String, _ allowsOutside: Bool
  ) -> String? {
    guard let text = try? TextFile.read(folder.experiment),
      let experiment = try? LoadedExperiment(
        text: text, name: folder.experiment, overrides: [], dataFolder: dataFolder,
        weightsFolder: weightsFolder, root: RunRecord.root(ofRunWith: folder.experiment),
        allowsOutside: allowsOutside),
      !experiment.trains
    else { return nil }
    return text
  }

  /// - Parameters:
  ///   - writesArrays: whether what samples show is written as arrays too.
  ///   - remark: is told what is worth knowing of them.
  /// - Returns: the pictures that were written.
  /// - Throws: a run that is being written.
  public func render(
    on machine: Machine, writesArrays: Bool = false, remark: @escaping (String) -> Void = { _ in }
  ) throws -> [String] {
    // Where nothing was trained, all is computed anew.
    let outputs = checkpoint == nil ? nil : try SampledOutputs(of: experiment)
    try outputs?.requireData()
    let wanted = outputs?.data
    try MemoryCheck.run(experiment, machine: machine, for: .showing, reading: wanted)
    // A run removes what it takes for the leftovers of a killed one, and an untrained one shares its log.
    let lock = isRun || folder.isThere ? try FolderLock(folder.path) : nil
    defer { lock?.release() }
    if lock != nil { try folder.refuseLinks() }
    // A checkpoint has all weights.
    let data = try experiment.loadData(
      wanted, memory: MemoryLimit.bytes, weights: checkpoint == nil)
    let saved = try checkpoint.map { try SavedRun.header(of: $0) }
    for path in saved?.circumstances.changed(in: data.digests) ?? [] {
      remark(
        Diagnostic(
          .otherNumbers,
          "'\(path.escapedForDisplay)' has other content than when the run read it, and what is shown of it differs",
          at: nil
        ).line)
    }
    let progress = saved?.progress ?? TrainingProgress()
    let graphs = experiment.graphs.inRound(progress.round)
    // What trains on data that is not here is not known, and its part of the checkpoint is left alone.
    let isKnown =
      wanted == nil || experiment.model.descriptions.count == experiment.model.definition.data.count
    let entries = isKnown ? try graphs.stateEntries() : try graphs.outputEntries()
    let state = try State(entries)
    if let checkpoint {
      let names = Set(entries.map(\.name))
      try state.restore(
        from: Checkpoint.read(from: checkpoint) {
          isKnown ? !SavedRun.isOfOptimizer($0) : names.contains($0)
        }, file: checkpoint, takesOptimizer: false)
      remark("showing step \(progress.totalSteps): \(shown)")
      if let wrong = state.notFinite().first { warn(ofNotFinite: wrong.entry.name, remark) }
    } else {
      try experiment.graphs.initialize(state, data: data, device: machine.device)
    }
    let identity = saved?.identity ?? experiment.identity.digest
    return try graphs.model.renderOnce(
      data: data, state: state, device: machine.device, folder: folder,
      label: PictureLabel(name: experiment.name, identity: identity), progress: progress,
      writesArrays: writesArrays, warn: { remark($0.line) }, remark: remark)
  }
}

extension SampleRenderer {
  /// No run saves such a state; what was changed or made by others may have it.
  private func warn(ofNotFinite entry: String, _ remark: (String) -> Void) {
    let warning = Diagnostic(
      .notFinite,
      "'\(entry)' of the checkpoint holds numbers that are nan or infinite, and what is shown is made with them",
      at: nil)
    if !experiment.model.definition.allowed.contains(warning) { remark(warning.line) }
  }
}

extension DiagnosticList {
  /// The same, but for what is not here of an experiment that is right: that is nothing that a mistake waits for.
  fileprivate func withoutMissing(of experiment: LoadedExperiment) -> DiagnosticList {
    let missing = [experiment.missingData, experiment.missingWeights].flatMap {
      $0.diagnostics.map(\.message)
    }
    return DiagnosticList(
      diagnostics.filter { $0.severity != .note || !missing.contains($0.message) })
  }

  /// With what to write where a run has its params put in, and overrides may name them.
  ///
  /// - Parameter isOlder: whether its files are there, and read otherwise than when it was made.
  fileprivate func withNote(ofParamsIn overrides: [String], isOlder: Bool) -> DiagnosticList {
    guard !overrides.isEmpty, hasErrors else { return self }
    let why =
      isOlder ? "are of an earlier version of etch, which read them otherwise" : "are not at hand"
    // That data is not here is nothing that a name of a param waits for.
    var list = DiagnosticList()
    for problem in diagnostics where problem.severity != .note { list.add(problem) }
    list.add(
      .note(
        "the run's own files \(why), and its params have no names without them: write their values",
        at: nil))
    return list
  }
}
