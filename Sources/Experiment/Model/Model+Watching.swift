import Config
import Diagnostics

extension Model {
  /// Reports figures to watch that the log does not have.
  func checkWatched(_ problems: inout DiagnosticList) {
    guard let train = definition.train else { return }
    let known = definition.figures
    for figure in [train.stop?.figure, definition.outputs.checkpointsBest].compactMap(\.self)
    where !known.contains(figure.name) {
      problems.add(
        Diagnostic(
          "there is no metric or loss '\(figure.name.excerpt)'"
            + Suggestion.phrase(for: figure.name, among: known), at: figure.range,
          notes: known.isEmpty ? [] : [.init("the log has \(known.joined(separator: ", "))")]))
    }
    if let stop = train.stop, !train.rounds.isEmpty {
      problems.add(
        Diagnostic(
          "'stop' ends a run, and 'rounds' repeat their schedule whole; keep one of them",
          at: stop.figure.range))
    }
  }
}

extension ExperimentDefinition {
  /// What the log will have: metrics, losses, and what updates minimize.
  var figures: [String] {
    metrics.map(\.name) + losses.keys
      + (train?.stages ?? []).flatMap { $0.updates.map(\.name) }
  }
}
