import Artifacts
import Diagnostics
import Training

extension RunFolder {
  /// The newest checkpoint that is whole, its checksum compared; `nil` where there is none.
  ///
  /// - Parameter damaged: is told of those whose content is wrong, of the newer ones at least.
  /// - Throws: one that cannot be read, which may be good.
  func newestWholeCheckpoint(
    damaged: (String, Diagnostic) -> Void
  ) throws -> (file: String, saved: SavedRun)? {
    for (file, _) in try checkpointFiles(damaged: damaged).reversed() {
      do {
        try Checkpoint.verify(file)
        return (file, try SavedRun.header(of: file))
      } catch let problem as Diagnostic where problem.fault == .input {
        damaged(file, problem)
      }
    }
    return nil
  }

  /// The newest checkpoint that is whole, and of this run; `nil` where there is none at all.
  ///
  /// - Parameter warnings: gets what is told of the damaged ones that are newer, and of those that are gone.
  /// - Throws: where all are damaged; one of another experiment.
  func newest(warnings: inout DiagnosticList) throws -> (file: String, saved: SavedRun)? {
    var damaged = DiagnosticList()
    let newest = try newestWholeCheckpoint { _, problem in damaged.add(problem) }
    guard let newest else {
      try damaged.throwIfErrors()
      return nil
    }
    for problem in damaged.diagnostics {
      warnings.add(
        Diagnostic(.damagedCheckpoint, problem.message, at: problem.range, notes: problem.notes))
    }
    let known = try RunRecord.readIfThere(from: record)
    try check(newest.saved, in: newest.file, isOf: known)
    let steps = newest.saved.progress.totalSteps
    if let lost = known?.steps, lost > steps {
      warnings.add(
        Diagnostic(
          .damagedCheckpoint,
          "the run had come to step \(lost); the newest checkpoint that is left is of step \(steps)",
          at: nil))
    }
    return newest
  }

  /// The same, where there must be one, and it is told which the best is, if that is another.
  func newestCheckpoint(warnings: inout DiagnosticList) throws -> String {
    guard let newest = try newest(warnings: &warnings) else { throw lacksCheckpoints }
    if let best = try BestCheckpoint(in: self), !best.isNewest { warnings.add(best.note(in: self)) }
    return newest.file
  }

  /// - Throws: a checkpoint of another experiment than the run's.
  func check(_ saved: SavedRun, in file: String, isOf record: RunRecord?) throws {
    guard let own = record?.request?.identity, own != saved.identity else { return }
    throw Diagnostic(
      "'\(file)' is a checkpoint of another experiment than the run's", at: nil,
      notes: [
        .init(
          "its identity is \(String(saved.identity.prefix(12)).escapedForDisplay), and the run's \(String(own.prefix(12)).escapedForDisplay)"
        )
      ])
  }

  var lacksCheckpoints: Diagnostic {
    Diagnostic(
      "there is no checkpoint in '\(path)'", at: nil,
      notes: [.init("name a checkpoint, or a run's folder: outputs/NAME/HASH")])
  }
}
