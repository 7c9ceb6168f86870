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

  /// The newest checkpoint that is whole.
  ///
  /// - Parameter warnings: gets what is told of the damaged ones that are newer.
  /// - Throws: where there is none: what is damaged, or that there is nothing.
  func newestCheckpoint(warnings: inout DiagnosticList) throws -> String {
    var damaged = DiagnosticList()
    let newest = try newestWholeCheckpoint { _, problem in damaged.add(problem) }
    guard let newest else {
      try damaged.throwIfErrors()
      throw lacksCheckpoints
    }
    for problem in damaged.diagnostics {
      warnings.add(
        Diagnostic(.damagedCheckpoint, problem.message, at: problem.range, notes: problem.notes))
    }
    return newest.file
  }

  var lacksCheckpoints: Diagnostic {
    Diagnostic(
      "there is no checkpoint in '\(path)'", at: nil,
      notes: [.init("name a checkpoint, or a run's folder: outputs/NAME/HASH")])
  }
}
