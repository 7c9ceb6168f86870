import Config
import Diagnostics

extension Model {
  /// Reports figures to watch that the log does not have, and warns of those that are watched for what is worse of them.
  func checkWatched(_ graphs: ExperimentGraphs, _ problems: inout DiagnosticList) {
    guard let train = definition.train else { return }
    let watched = [train.stop?.figure, definition.outputs.checkpointsBest].compactMap(\.self)
    let named = definition.figures
    // A loss that no update reads is not logged, and neither is a value an example; of what cannot be composed it is not known.
    let logged = try? Set(graphs.lossNames + metricPlan().logged)
    let known = named.filter { logged?.contains($0) ?? true }
    for figure in watched where !known.contains(figure.name) {
      let isNamed = named.contains(figure.name)
      problems.add(
        Diagnostic(
          isNamed
            ? "'\(figure.name.excerpt)' is no figure of the log"
            : "there is no metric or loss '\(figure.name.excerpt)'"
              + (metricHint(figure.name) ?? Suggestion.phrase(for: figure.name, among: known)),
          at: figure.range,
          notes: known.isEmpty ? [] : [.init("the log has \(known.joined(separator: ", "))")]))
    }
    for figure in watched {
      guard let isMaximized = definition.isMaximized(figure.name),
        isMaximized != figure.isMaximized
      else { continue }
      let (better, written) =
        isMaximized ? ("higher", "maximize") : ("lower", "minimize")
      problems.add(
        Diagnostic(
          .wrongDirection, "a \(better) '\(figure.name)' is better: '\(written): \(figure.name)'",
          at: figure.range))
    }
    if let stop = train.stop, !train.rounds.isEmpty {
      problems.add(
        Diagnostic(
          "'stop' ends a run, and 'rounds' repeat their schedule whole; keep one of them",
          at: stop.figure.range))
    }
  }
}

extension Model {
  /// What to say of a loss of the test part by its name in Keras, `val_loss`, which is a metric here.
  private func metricHint(_ name: String) -> String? {
    let prefix = ["val_", "valid_", "validation_", "test_"].first { name.hasPrefix($0) }
    let loss = prefix.map { String(name.dropFirst($0.count)) } ?? ""
    guard definition.losses[loss] != nil else { return nil }
    return "; the loss of the test part is a metric: 'metrics: {\(name.excerpt): \(loss.excerpt)}'"
  }
}

extension ExperimentDefinition {
  /// Whether more of a figure is better, by what it is or is of, whatever is watched; `nil` where nothing tells.
  fileprivate func isMaximized(_ name: String) -> Bool? {
    if let metric = metrics.first(where: { $0.name == name }),
      let isMaximized = MetricDirection.isMaximized(metric)
    {
      return isMaximized
    }
    let updates = (train?.stages ?? []).flatMap(\.updates)
    guard updates.count == 1, case .minimize(let expression) = updates[0].rule,
      case .name(measuredLosses[name] ?? name) = expression.kind
    else { return nil }
    return false
  }
}
