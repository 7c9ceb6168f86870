import Diagnostics
import Foundation

extension ComparisonReport {
  /// For people at a terminal.
  var text: String {
    guard !items.isEmpty else { return "no experiment differs\n" }
    let text = items.map(Self.text).joined()
    let (told, classes) = summary
    return told > 1 ? text + "\(told) experiments: \(classes)\n" : text
  }

  private static func text(_ item: Item) -> String {
    let comparison = item.comparison
    var lines = ["\(comparison.heading)  \(comparison.hashes)  \(comparison.levelPhrase)"]
    let rows = comparison.changes.map { change in
      (change.line, comparison.placePhrase(of: change), change.level)
    }
    let width = min(64, rows.map(\.0.count).max() ?? 0)
    for (line, place, level) in rows {
      // The class of the whole says it, where the change has the same.
      let shown = level == comparison.level ? "" : level.name
      let whole = "  \(line.padded(to: width))  \(place)\(shown.isEmpty ? "" : "  \(shown)")"
      lines.append(whole.trimmingSuffix { $0 == " " })
    }
    let states = comparison.stateLines
    let names = states.map(\.layer.count).max() ?? 0
    for (layer, parts) in states {
      lines.append("    \(layer.padded(to: names))  \(parts)")
    }
    lines += comparison.remarks.map { "  \($0)" }
    if let costs = item.costLine { lines.append("  \(costs)") }
    return lines.map { $0.escapedForDisplay + "\n" }.joined()
  }
}

extension ComparisonReport.Item {
  /// "parameters 134165 -> 153185 (+14 %)   step 1.28 -> 1.31 GFLOP   memory …", what stayed left out.
  var costLine: String? {
    let parts = figures.filter { $0.before != $0.after }.map {
      "\($0.name) \($0.before) -> \($0.after)\($0.change)"
    }
    return parts.isEmpty ? nil : parts.joined(separator: "   ")
  }

  /// What it takes on both sides, as people read it.
  var figures: [(name: String, before: String, after: String, change: String)] {
    guard let before, let after else { return [] }
    func change(_ old: Double, _ new: Double) -> String {
      guard old > 0, old != new else { return "" }
      let percent = (new / old - 1) * 100
      return abs(percent) < 0.5 ? "" : String(format: " (%+.0f %%)", percent)
    }
    var rows = [
      (
        "parameters", "\(before.parameters)", "\(after.parameters)",
        change(Double(before.parameters), Double(after.parameters))
      ),
      (
        "step", Self.operations(before.operations), Self.operations(after.operations),
        change(before.operations, after.operations)
      ),
    ]
    if let old = before.allOperations, let new = after.allOperations {
      rows.append(("training", Self.operations(old), Self.operations(new), change(old, new)))
    }
    rows.append(
      (
        "memory", ExperimentPlan.bytes(before.memory), ExperimentPlan.bytes(after.memory),
        change(Double(before.memory), Double(after.memory))
      ))
    rows.append(
      (
        "checkpoint", ExperimentPlan.bytes(before.checkpointBytes),
        ExperimentPlan.bytes(after.checkpointBytes),
        change(Double(before.checkpointBytes), Double(after.checkpointBytes))
      ))
    return rows
  }

  private static func operations(_ count: Double) -> String {
    switch count {
    case 0: "nothing"
    case 1e12...: String(format: "%.1f TFLOP", count / 1e12)
    default: ExperimentPlan.operations(count)
    }
  }
}

extension TreeChange {
  /// "train.epochs  30 -> 40", "+ networks.decoder.dropout_1: dropout: 0.3 after decoder.conv2d_2".
  var line: String {
    switch (beforeText, afterText) {
    case (nil, let new?):
      "+ \(path): \(Self.short(new))" + (behind.map { " after \($0)" } ?? "")
    case (let old?, nil): "- \(path): \(Self.short(old))"
    case (let old?, let new?):
      "\(path): \(Self.short(old)) -> \(Self.short(new))"
    case (nil, nil): path
    }
  }

  /// A value that is no wall of text.
  static func short(_ text: String) -> String {
    text.count <= 100 ? text : text.prefix(70) + " … " + text.suffix(25)
  }
}
