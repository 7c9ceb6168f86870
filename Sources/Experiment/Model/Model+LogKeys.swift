import Diagnostics

extension Model {
  /// What a line of metrics.jsonl says besides losses and metrics.
  package static let reservedLogKeys: Set<String> = ["round", "epoch", "step", "kind"]

  /// Reports names that would stand twice in a line of metrics.jsonl.
  func checkLogKeys(_ problems: inout DiagnosticList) {
    var owners: [String: String] = [:]
    for key in Self.reservedLogKeys { owners[key] = "a count" }
    for name in definition.losses.keys {
      if owners[name] != nil {
        problems.add(
          Diagnostic(
            "'\(name)' is a key of metrics.jsonl already; give the loss another name",
            at: definition.places[name] ?? nil))
      }
      owners[name] = "a loss"
    }
    for update in (definition.train?.stages ?? []).flatMap(\.updates)
    where owners[update.name] == nil {
      owners[update.name] = "what an update minimizes"
    }
    for metric in definition.metrics {
      guard let owner = owners[metric.name] else { continue }
      problems.add(
        Diagnostic(
          "'\(metric.name)' is \(owner) in metrics.jsonl already; give the metric another name",
          at: metric.keyRange))
    }
  }
}
