import Artifacts
import Diagnostics
import Experiment
import Processes
import Training

/// Trains the first steps of a packed run again, and compares the state with what the pack says.
public struct PackVerification {
  public enum Outcome: Sendable {
    case same, different
  }

  public let outcome: Outcome
  /// What is to be told, a line each.
  public let lines: [String]

  /// Where files of data or weights have other content than the pack says, nothing is trained.
  ///
  /// - Parameters:
  ///   - steps: how far to train.
  ///   - dataFolder: what `data/…` means.
  /// - Throws: a pack that is damaged or changed, data that is not here, a pack without digests.
  public init(
    _ path: String, steps: Int, dataFolder: String, machine: Machine,
    observer: any TrainingObserver, stop: StopRequest
  ) throws {
    guard !RunFolder(word: path).isThere else {
      throw Diagnostic(
        "'\(path.excerpt)' is a run, and no pack", at: nil,
        notes: [
          .init("'etch pack \(path.shownShellWord)' writes one of it, which can be verified")
        ])
    }
    let pack = try PackedRun(path)
    let temporary = try TemporaryFolder()
    defer { withExtendedLifetime(temporary) {} }
    let checkpoint = try pack.unpack(into: "\(temporary.path)/pack")
    let experiment = try pack.experiment(folders: LookupFolders(data: dataFolder))
    let parent = pack.manifest.continues
    let identity =
      parent.map { ParentRun.identity(of: experiment.identity, continuing: $0) }
      ?? experiment.identity.digest
    guard identity == pack.manifest.identity else {
      throw Diagnostic(
        "'\(path)' says that its experiment is \(String(pack.manifest.identity.prefix(12)).excerpt), but it is \(identity.prefix(12))",
        at: nil,
        notes: [
          .init(
            "it was changed, or made by a version that reads it otherwise (\(pack.manifest.version.excerpt))"
          )
        ])
    }
    if let parent {
      throw Diagnostic(
        "'\(path)' is of a run that continued another, which is not in it, so its steps cannot be trained again",
        at: nil,
        notes: [.init("it began from the checkpoint with the SHA-256 \(parent.excerpt)")])
    }
    guard experiment.trains else {
      throw Diagnostic(
        "'\(path)' is of an experiment that trains nothing, so there are no steps to compare",
        at: nil,
        notes: [
          .init(
            "'\((["etch", "run", path] + LookupFolders(data: dataFolder).words).shownCommand)' makes its pictures here"
          )
        ])
    }
    let claims = pack.digests.filter { $0.step <= steps }
    guard let last = claims.last else {
      throw Diagnostic(
        "'\(path)' says nothing of the first \(steps) steps, so there is nothing to verify", at: nil
      )
    }
    let compared = claims.map { "\($0.step)" }.joined(separator: ", ")
    let next = last.step == steps ? nil : pack.digests.first { $0.step > last.step }?.step
    if let next {
      observer.remark(
        "compared after \(compared): the pack has digests of few steps; --steps \(next) compares the next"
      )
    }
    let changed = try FileDigests.changed(pack.manifest.data, in: experiment.fileDigests())
    guard changed.isEmpty else {
      outcome = .different
      lines =
        ["the run read other files than are here, so its steps are not trained again"]
        + changed.map { "'\($0.escapedForDisplay)' has other content" }
      return
    }
    let run = try ExperimentRun(
      experiment, machine: machine,
      options: RunOptions(outFolder: "\(temporary.path)/runs", steps: last.step))
    let ending = try run.execute(observer: observer, stop: stop)
    if case .interrupted = ending { throw Interruption() }
    let record = try RunRecord.read(from: run.folder.record)
    let here = try StateDigests.read(run.folder.digests)
    let circumstances = Self.circumstances(pack.manifest, record)
    for claim in claims {
      guard let own = here.first(where: { $0.step == claim.step }) else {
        outcome = .different
        lines = ["this run has no step \(claim.step)"] + circumstances
        return
      }
      let differing = claim.differences(from: own)
      guard let first = differing.first else { continue }
      let others = differing.count > 1 ? " and \(differing.count - 1) more" : ""
      outcome = .different
      lines =
        ["step \(claim.step) is the first that differs: \(first.escapedForDisplay)\(others)"]
        + circumstances
      return
    }
    let packed = try checkpoint.map { try Self.compare($0, with: here, of: run.folder) }
    if case .differs(let entry)? = packed {
      outcome = .different
      lines =
        ["the checkpoint is not what training comes to: \(entry.escapedForDisplay) differs"]
        + circumstances
      return
    }
    if let claim = try Self.falseFigure(
      in: RunFolder("\(temporary.path)/pack"), beside: run.folder, through: last.step)
    {
      outcome = .different
      lines = [claim] + circumstances
      return
    }
    let further = next.map { "; the pack has digests of few steps, the next of step \($0)" } ?? ""
    outcome = .same
    lines =
      [
        "same bits after \(last.step.counted("step")) (compared at \(compared)\(further))"
          + Self.sentence(packed, after: last.step)
      ] + circumstances
  }

  private enum PackedCheckpoint: Equatable {
    case same(step: Int)
    /// An entry's name.
    case differs(String)
    /// It is of a step whose state is not here.
    case notCompared(step: Int)
  }

  /// What is said of the checkpoint, behind the steps that were compared.
  private static func sentence(_ packed: PackedCheckpoint?, after last: Int) -> String {
    switch packed {
    case .same(let step): ", the checkpoint\(step == last ? "" : " of step \(step)") too"
    case .notCompared(let step):
      "; the checkpoint is of \(step > last ? "a later" : "an earlier") step and was not compared"
    case .differs, nil: ""
    }
  }

  /// What the pack's checkpoint holds beside what training has come to after its step: as it was written down, or as
  /// the run's own checkpoint has it.
  private static func compare(
    _ file: String, with lines: [StateDigests.Line], of own: RunFolder
  ) throws -> PackedCheckpoint {
    let step = try SavedRun.header(of: file).progress.totalSteps
    var entries = lines.first { $0.step == step }.map {
      Dictionary($0.entries.map { ($0, $1) }) { $1 }
    }
    if entries == nil,
      let saved = try own.checkpointFiles().last(where: { $0.progress.totalSteps == step })
    {
      entries = Dictionary(
        try Checkpoint.read(from: saved.path).tensors.map {
          ($0.name, String($0.digest.prefix(16)))
        }
      ) { $1 }
    }
    guard let entries else { return .notCompared(step: step) }
    for tensor in try Checkpoint.read(from: file).tensors
    where entries[tensor.name] != String(tensor.digest.prefix(16)) {
      return .differs(tensor.name)
    }
    return .same(step: step)
  }

  /// What is told of the first figure of an epoch that the pack has and training does not come to.
  ///
  /// A figure that only one of both has is no claim: a metric may have been added or taken out after the run.
  private static func falseFigure(
    in packed: RunFolder, beside own: RunFolder, through last: Int
  ) throws -> String? {
    let here = try epochs(of: own)
    for (step, record) in try epochs(of: packed) where step <= last {
      guard let row = here.first(where: { $0.step == step })?.record else {
        return "the log has an epoch that ends in step \(step), and training has none"
      }
      // How well a figure is known is of the same batches as the figure.
      for key in record.keys where key != ConfidenceInterval.key {
        guard let claim = record[key], let value = row[key], claim != value else { continue }
        return "the log says that \(key.excerpt) is \(claim.description.excerpt) in step \(step), "
          + "and training comes to \(value)"
      }
    }
    return nil
  }

  /// The ends of epochs in a run's log, with what was evaluated later; none where there is no log.
  private static func epochs(of folder: RunFolder) throws -> [(step: Int, record: JSON)] {
    guard Folder.exists(folder.metrics) else { return [] }
    return try LateFigures(folder).merged(into: MetricsLog.read(folder.metrics)).compactMap {
      guard $0["kind"] == .string("epoch"), case .integer(let step)? = $0["step"] else {
        return nil
      }
      return (step, $0)
    }
  }

  /// What numbers depend on and is not here what it was there.
  private static func circumstances(_ there: PackManifest, _ here: RunRecord) -> [String] {
    var lines: [String] = []
    let level = here.versions["level"] ?? ""
    // All compiled kernels give the same bits.
    if [there.level, level].contains("reference"), there.level != level {
      lines.append("the numbers were of '\(there.level.excerpt)' and are of '\(level)'")
    }
    let numerics = RunPack.numerics(here)
    if there.numerics != numerics {
      lines.append("the version of the numbers was \(there.numerics) and is \(numerics)")
    }
    let version = here.versions["etch"] ?? ""
    if there.version != version {
      lines.append("etch was \(there.version.excerpt) and is \(version)")
    }
    let data = FileDigests.spelled(there.data, as: here.digests)
    for file in Set(data.keys).union(here.digests.keys).sorted()
    where data[file] != here.digests[file] {
      lines.append("the file '\(file.escapedForDisplay)' has other content")
    }
    return lines
  }
}
