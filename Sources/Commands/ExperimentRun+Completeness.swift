import Artifacts
import Diagnostics
import Experiment
import Training

/// When there is nothing left to do.
extension ExperimentRun {
  /// Whether a finished run left what it is asked for: its last checkpoint, its log, and pictures and figures by the
  /// same outputs and metrics.
  func isComplete(_ record: RunRecord) throws -> Bool {
    guard let text = try contents(of: folder.experiment),
      text == experiment.resolvedText || shown(by: text) == experiment.shownText
    else { return false }
    guard experiment.trains else { return true }
    var allAreWhole = true
    let newest = try folder.newestWholeCheckpoint { _, _ in allAreWhole = false }
    guard let saved = newest?.saved, allAreWhole, saved.identity == identity else { return false }
    let progress = saved.progress
    guard progress.totalSteps >= record.steps ?? 0 else { return false }
    do {
      guard
        try MetricsLog.check(
          folder.metrics, offset: progress.logOffset, digest: progress.logDigest)
      else { return false }
    } catch let problem as Diagnostic where problem.fault == .input {
      return false
    }
    return try LateFigures.areThere(
      of: experiment.model, resolved: experiment.resolvedText, since: saved, in: folder)
  }

  /// The record of a finished run that lacks nothing, of a folder that is only read; `nil` of any other.
  ///
  /// - Throws: where another process writes in the folder.
  func finishedRecord() throws -> RunRecord? {
    let lock = try FolderLock.reading(folder.path)
    defer { lock?.release() }
    try folder.refuseLinks()
    guard !options.fresh, let old = try RunRecord.readIfThere(from: folder.record),
      old.status == .finished, lostPictures(of: old).isEmpty, try isComplete(old)
    else { return nil }
    return old
  }

  /// Tells of files of data and weights that are other ones than a finished run has read: what it left is not of these.
  func tellOfChangedFiles(since old: RunRecord, _ observer: any TrainingObserver) {
    guard canReadFiles, let now = try? experiment.fileDigests() else { return }
    let then = FileDigests.spelled(old.digests, as: now)
    for path in now.keys.sorted() {
      guard let before = then[path], before != now[path] else { continue }
      warn(
        observer, .otherNumbers,
        "'\(path.escapedForDisplay)' has other content than when the run read it; --fresh trains with what is there now"
      )
    }
  }

  /// Whether all files of data and weights are there, so that they can be held against those of before.
  var canReadFiles: Bool {
    experiment.missingData.diagnostics.isEmpty && experiment.missingWeights.diagnostics.isEmpty
  }

  /// What is left to do of a run that diverged.
  func leave(_ old: RunRecord, _ observer: any TrainingObserver) throws -> Ending {
    completeReport(observer)
    try writeDone()
    return .diverged(
      old.failure ?? "the reason is not recorded", inFirstStep: old.divergedInFirstStep ?? false)
  }

  /// A text of the folder; `nil` where it is not there or is none.
  private func contents(of path: String) throws -> String? {
    do {
      return try TextFile.read(path)
    } catch let problem as Diagnostic where problem.fault == .input {
      return nil
    }
  }

  private func shown(by text: String) -> String? {
    let old = try? LoadedExperiment(
      text: text, name: folder.experiment, overrides: [], dataFolder: experiment.dataFolder,
      weightsFolder: experiment.weightsFolder, root: experiment.root.path, allowsOutside: true)
    return old?.shownText
  }
}
