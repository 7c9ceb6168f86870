import Artifacts
import Diagnostics
import OrderedCollections

/// Figures of a finished run that were evaluated later, from its kept checkpoints: metrics that are new, or that
/// say something else than in training. They stand for all that the log has under their names.
package struct LateFigures {
  /// The member of a line that says what each of its figures is of; no metric can be called so.
  static let definitions = "metrics.sha256"

  private var values: OrderedDictionary<String, [Int: JSON]> = [:]

  /// - Throws: lines that cannot be read.
  package init(_ folder: RunFolder) throws {
    guard Folder.exists(folder.evaluations) else { return }
    for record in try MetricsLog.read(folder.evaluations) {
      guard case .object(let members) = record, case .integer(let step)? = record["step"] else {
        continue
      }
      for member in members where member.key != "step" && member.key != Self.definitions {
        values[member.key, default: [:]][step] = member.value
      }
    }
  }

  /// The log as if it had been written with these.
  package func merged(into log: [JSON]) -> [JSON] {
    guard !values.isEmpty else { return log }
    var places: [Int: Int] = [:]
    for (place, record) in log.enumerated() {
      guard case .integer(let step)? = record["step"] else { continue }
      let isTaken = places[step].map { log[$0]["kind"] == .string("epoch") } ?? false
      if !isTaken || record["kind"] == .string("epoch") { places[step] = place }
    }
    return log.enumerated().map { place, record in
      guard case .object(let members) = record, case .integer(let step)? = record["step"] else {
        return record
      }
      var merged = members.filter { values[$0.key] == nil }
      if places[step] == place {
        for (name, figures) in values {
          if let figure = figures[step] { merged.append(JSON.Member(name, figure)) }
        }
      }
      return JSON.object(merged)
    }
  }
}
