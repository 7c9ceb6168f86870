import Artifacts
import Diagnostics
import Experiment
import Foundation
import Runtime
import Training

/// The checkpoint that a run continues.
struct ParentRun {
  let file: String
  let saved: SavedRun
  /// SHA-256 of the file.
  let digest: String

  /// - Parameters:
  ///   - word: a checkpoint, a run's folder, the beginning of the hash of a run of `experiment`, or what `RunIndex.path` takes:
  ///     NAME, NAME/HASH, `-`.
  ///   - experiment: what goes on.
  ///   - out: where runs stand.
  ///   - warnings: gets what is told of it, and which run is meant by the name of several.
  /// - Throws: no such run, or more than one; a run without a whole checkpoint.
  init(
    _ word: String, of experiment: LoadedExperiment, in out: String,
    warnings: inout DiagnosticList
  ) throws {
    var remarks = DiagnosticList()
    let path = try Self.path(word, of: experiment, in: out) { remarks.add(.note($0, at: nil)) }
    warnings.add(remarks)
    file =
      Folder.isFolder(path) ? try RunFolder(path).newestCheckpoint(warnings: &warnings) : path
    if !Folder.isFolder(path) { try Checkpoint.verify(file) }
    saved = try SavedRun.header(of: file)
    if let told = saved.trainedOtherwise(in: file, next: experiment) { warnings.add(told) }
    if let told = TrainedClasses.renumbered(
      since: saved.classes, in: experiment.model, file: file)
    {
      warnings.add(told)
    }
    digest = try ContentDigest.ofFile(file)
  }

  /// What `-` and the experiment's own name mean: the newest run of that name. Where that is the one that is asked for, begun
  /// before, it is what that one continues, so that the same command goes on with it.
  ///
  /// - Parameter remark: is told which of several a name means, and of runs that cannot be read.
  /// - Throws: where there is none.
  private static func newest(
    of experiment: LoadedExperiment, called word: String, in out: String, remark: (String) -> Void
  ) throws -> String {
    let folder = "\(out)/\(experiment.name)"
    let index = Folder.isFolder(folder) ? try RunIndex([folder]) : nil
    guard let index, let newest = try index.find("-", remark) else {
      throw Diagnostic("there is no run in '\(folder)' to continue", at: nil)
    }
    if let parent = newest.record.continues,
      identity(of: experiment.identity, continuing: parent.sha256)
        == newest.record.request?.identity
    {
      return parent.checkpoint
    }
    if word != "-", index.runs.count > 1 {
      remark(newest.asNewest(of: index.runs.count, called: word))
    }
    return newest.folder.path
  }

  private static func path(
    _ word: String, of experiment: LoadedExperiment, in out: String, remark: (String) -> Void
  ) throws -> String {
    if word == "-" { return try newest(of: experiment, called: word, in: out, remark: remark) }
    // A folder beside the runs may be called as one of them.
    let run = RunFolder(word)
    let isRun = run.isThere || Folder.exists(run.checkpoints)
    if isRun || Folder.exists(word) && !Folder.isFolder(word) { return word }
    let parts = word.split(separator: "/").map(String.init)
    let folder = "\(out)/\(parts.count > 1 ? parts[0] : experiment.name)"
    let prefix = parts.last ?? word
    let found = try (Folder.namesIfThere(in: folder) ?? []).filter {
      $0.hasPrefix(prefix) && RunFolder("\(folder)/\($0)").isThere
    }
    if found.count == 1 { return "\(folder)/\(found[0])" }
    if word == experiment.name {
      return try newest(of: experiment, called: word, in: out, remark: remark)
    }
    if Folder.exists(word) { return word }
    guard found.isEmpty else {
      throw Diagnostic(
        "'\(word.escapedForDisplay)' is the beginning of \(found.count) runs", at: nil,
        notes: found.prefix(6).map { .init("\(folder)/\($0)") })
    }
    let named = try RunIndex.path(word, in: out, remark: remark)
    guard named == word else { return named }
    throw Diagnostic(
      "there is no run '\(word.escapedForDisplay)' to continue"
        + RunIndex.suggestion(for: word, in: out), at: nil,
      notes: [.init("one of its checkpoints is taken too"), .runNames(in: out)])
  }

  /// How many entries that differ are named.
  private static let fewEntries = 5

  var record: RunRecord.Parent {
    RunRecord.Parent(
      checkpoint: file, sha256: digest, identity: saved.identity, steps: saved.progress.totalSteps)
  }

  /// The identity of an experiment that goes on from here.
  func identity(of experiment: ExperimentIdentity) -> String {
    Self.identity(of: experiment, continuing: digest)
  }

  /// The identity of an experiment that goes on from a checkpoint of this SHA-256.
  static func identity(of experiment: ExperimentIdentity, continuing digest: String) -> String {
    ContentDigest.of("\(experiment.digest)\ncontinues\n\(digest)\n")
  }

  /// Where the parent stands, as the beginning of a run with a log of its own.
  ///
  /// - Throws: rounds; an epoch that is not at its end, where data or batches are not the parent's; an experiment that
  ///   ends before it would begin.
  func beginning(
    of experiment: LoadedExperiment, digests: [String: String]
  ) throws -> TrainingProgress {
    guard let schedule = experiment.model.definition.train else {
      throw Diagnostic(
        "'\(experiment.name)' trains nothing, so there is nothing to continue", at: nil)
    }
    var progress = saved.progress
    guard schedule.rounds.isEmpty else {
      throw Diagnostic(
        "a schedule with 'rounds' is repeated whole, so it cannot continue another run", at: nil)
    }
    progress.round = 0
    (progress.logOffset, progress.logDigest) = (0, nil)
    if progress.stop?.isOver == true {
      progress.stop?.isOver = false
      progress.stop?.misses = 0
    }
    if progress.stepInEpoch > 0 {
      let parent = try LoadedExperiment(
        text: saved.experiment, name: file, overrides: [], dataFolder: experiment.dataFolder,
        root: experiment.root.path)
      let same = ["seed", "data"].allSatisfy {
        parent.canonical[$0]?.yaml() == experiment.canonical[$0]?.yaml()
      }
      guard same, parent.model.definition.train?.batchSize == schedule.batchSize,
        FileDigests.spelled(saved.circumstances.digests, as: digests) == digests
      else {
        throw Diagnostic(
          "'\(file)' stands at step \(progress.stepInEpoch) of an epoch, and its data, seed or "
            + "batch size is another",
          at: nil,
          notes: [
            .init("continue from an epoch's end, or with the parent's data, seed and batch size")
          ])
      }
    }
    let (done, all, unit): (Int, Int, String) =
      switch schedule.length {
      case .epochs(let count): (progress.epoch, count, "epoch")
      case .steps(let count): (progress.step, count, "step")
      }
    guard done < all else {
      throw Diagnostic(
        "the run that is continued has come to \(unit) \(done), and this experiment ends at \(unit) \(all)",
        at: nil,
        notes: [
          .init(
            "give it more, counted from the first \(unit): train.\(unit)s=\(done + max(1, done / 2))"
          )
        ])
    }
    return progress
  }

  /// Takes the state over.
  ///
  /// - Throws: `DiagnosticList` naming each entry that only one of them has, or whose type differs.
  func restore(_ state: State) throws {
    do {
      try state.restore(from: Checkpoint.read(from: file), file: file, called: "it")
    } catch let problems as DiagnosticList {
      let entries = problems.diagnostics.prefix(Self.fewEntries).map {
        Diagnostic.Note($0.message)
      }
      let more = problems.diagnostics.count - entries.count
      throw Diagnostic(
        "'\(file)' cannot be continued: its state is not that of this experiment", at: nil,
        notes: entries + (more > 0 ? [.init("and \(more) more")] : []) + [
          .init(
            "--continue takes a whole state, the optimizers' part too; networks.NAME.weights=\(file.shownShellWord) begins with its weights alone"
          )
        ])
    }
  }
}
