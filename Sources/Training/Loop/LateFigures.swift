import Artifacts
import Diagnostics
import Experiment
import OrderedCollections

/// Figures of a finished run that were evaluated later, from its kept checkpoints: metrics that are new, or that
/// say something else than in training. They stand for all that the log has under their names.
package struct LateFigures {
  /// The member of a line that says what each of its figures is of; no metric can be called so.
  static let definitions = "metrics.sha256"

  private var values: OrderedDictionary<String, [Int: JSON]> = [:]
  /// How well they are known.
  private var halfWidths: [String: [Int: JSON]] = [:]

  /// - Throws: lines that cannot be read.
  package init(_ folder: RunFolder) throws {
    for record in try Self.lines(of: folder) {
      guard case .object(let members) = record, case .integer(let step)? = record["step"] else {
        continue
      }
      let others = ["step", Self.definitions, ConfidenceInterval.key]
      for member in members where !others.contains(member.key) {
        values[member.key, default: [:]][step] = member.value
      }
      guard case .object(let widths)? = record[ConfidenceInterval.key] else { continue }
      for width in widths { halfWidths[width.key, default: [:]][step] = width.value }
    }
  }

  /// Those that were evaluated.
  package var names: Set<String> { Set(values.keys) }

  /// Whether the metrics that are new since a run's last checkpoint, or say something else, have been evaluated there.
  ///
  /// - Throws: lines that cannot be read, of whatever metrics.
  package static func areThere(
    of model: Model, resolved: String, since saved: SavedRun, in folder: RunFolder
  ) throws -> Bool {
    let (then, now) = (MetricTexts(resolved: saved.experiment), MetricTexts(resolved: resolved))
    let known = try digests(at: saved.progress.totalSteps, in: folder)
    return try model.metricPlan().logged.allSatisfy { name in
      let digest = now.digest(of: name)
      return digest == then.digest(of: name) || digest == known[name]
    }
  }

  /// What the newest figure of each metric that was evaluated for a step later is of, by name.
  ///
  /// - Throws: lines that cannot be read.
  static func digests(at step: Int, in folder: RunFolder) throws -> [String: String] {
    var known: [String: String] = [:]
    for record in try lines(of: folder) where record["step"] == .integer(step) {
      for name in record.keys {
        if case .string(let digest)? = record[definitions]?[name] { known[name] = digest }
      }
    }
    return known
  }

  /// - Throws: lines that cannot be read.
  private static func lines(of folder: RunFolder) throws -> [JSON] {
    guard Folder.exists(folder.evaluations) else { return [] }
    do {
      return try MetricsLog.read(folder.evaluations)
    } catch let problem as Diagnostic where problem.fault == .input {
      throw Diagnostic(
        problem.message, at: problem.range,
        notes: [
          .init("remove it: what it has is evaluated again from the checkpoints that are kept")
        ])
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
      var merged = members.filter { values[$0.key] == nil && $0.key != ConfidenceInterval.key }
      var widths: [JSON.Member] = []
      if case .object(let logged)? = record[ConfidenceInterval.key] {
        widths = logged.filter { values[$0.key] == nil }
      }
      if places[step] == place {
        for (name, figures) in values {
          if let figure = figures[step] { merged.append(JSON.Member(name, figure)) }
          if let width = halfWidths[name]?[step] { widths.append(JSON.Member(name, width)) }
        }
      }
      if !widths.isEmpty { merged.append(JSON.Member(ConfidenceInterval.key, .object(widths))) }
      return JSON.object(merged)
    }
  }
}
