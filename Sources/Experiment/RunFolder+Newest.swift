import Artifacts
import Diagnostics
import Training

extension RunFolder {
  /// The newest checkpoint that opens.
  ///
  /// - Parameter warnings: gets what is told of the damaged ones that are newer.
  /// - Throws: where there is none: what is damaged, or that there is nothing.
  func newestCheckpoint(warnings: inout DiagnosticList) throws -> String {
    var damaged = DiagnosticList()
    let files = checkpointFiles { _, problem in damaged.add(problem) }
    guard let newest = files.last else {
      try damaged.throwIfErrors()
      throw lacksCheckpoints
    }
    for problem in damaged.diagnostics {
      warnings.add(Diagnostic(.warning, problem.message, at: problem.range, notes: problem.notes))
    }
    return newest.path
  }

  var lacksCheckpoints: Diagnostic {
    Diagnostic(
      "there is no checkpoint in '\(path)'", at: nil,
      notes: [.init("name a checkpoint, or a run's folder: outputs/NAME/HASH")])
  }
}
