import Diagnostics
import Experiment
import Training

/// What a run can go on from.
extension ExperimentRun {
  /// A checkpoint goes on with its own experiment only.
  func checkIdentity(of saved: SavedRun, in file: String) throws {
    guard saved.identity != identity else { return }
    throw Diagnostic(
      "'\(file)' is a checkpoint of another experiment than '\(experiment.name)', so this cannot go on from it",
      at: nil,
      notes: [
        Diagnostic.Note(
          "its identity is \(String(saved.identity.prefix(12)).escapedForDisplay), and this one's \(identity.prefix(12))"
        ),
        Diagnostic.Note("--fresh begins anew"),
      ])
  }

  func check(_ then: SavedRun.Circumstances, against now: SavedRun.Circumstances) throws {
    let changes = then.changes(to: now)
    guard !changes.isEmpty, !options.acceptChanges else { return }
    throw Diagnostic(
      "\(folder.path) was begun under other circumstances, so going on would not give the same numbers",
      at: nil,
      notes: changes.map { Diagnostic.Note($0) } + [
        Diagnostic.Note("--accept-changes goes on all the same; --fresh begins anew")
      ])
  }
}
