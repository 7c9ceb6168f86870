import Artifacts
import Diagnostics
import Experiment
import Foundation
import Training

/// What came out of a sweep: a row for each setting, its figures over the seeds.
struct SweepTable {
  /// One setting, with what its seeds gave.
  struct Row {
    /// The first of its trials.
    let trial: Trial
    var states: [TrialState] = []
    /// By figure and seed; finite ones.
    var values: [String: [String: Double]] = [:]
    var diverged = 0
    /// Finished trials whose log lacks the figure, or cannot be read.
    var lacking = 0

    func statistics(_ figure: String) -> SampleStatistics? {
      values[figure].flatMap { values in
        SampleStatistics(values.sorted { $0.key < $1.key }.map(\.value))
      }
    }
  }

  private(set) var rows: [Row] = []
  /// Those that were asked for; otherwise the objective, or every figure where there is none.
  private(set) var figures: [String] = []
  /// Every figure that a finished trial has.
  private(set) var known: [String] = []
  /// The row with the best mean of the objective; `nil` where none has one.
  private var best: Row?
  private let plan: SweepPlan
  /// Which of their values; what the objective says, where none was asked for.
  private let moment: FigureMoment?

  /// - Parameters:
  ///   - wanted: the figures that are asked for.
  ///   - given: what was read of the trials before.
  init(
    _ plan: SweepPlan, in out: String, figures wanted: [String]? = nil,
    at moment: FigureMoment? = nil, readings given: TrialReadings? = nil
  ) {
    self.plan = plan
    self.moment = moment
    let objective = plan.definition.objective
    let directions = moment == .best ? plan.directions : [:]
    let readings = given ?? TrialReadings(plan, in: out)
    let left = Ranking(plan, in: out, readings: readings).left
    var places: [String: Int] = [:]
    for trial in plan.trials {
      let place = places[trial.group] ?? rows.count
      if place == rows.count {
        rows.append(Row(trial: trial))
        places[trial.group] = place
      }
      let state =
        left[trial.hash].map { .pruned($0.text) } ?? readings.state(of: trial)
      rows[place].states.append(state)
      if state == .diverged {
        rows[place].diverged += 1
        continue
      }
      guard state == .finished else { continue }
      let read = readings.log(of: trial)
      for name in read?.names ?? [] where !known.contains(name) { known.append(name) }
      let names = wanted ?? objective.map { [$0.name] } ?? read?.names ?? []
      guard let log = read, names.contains(where: { log[$0] != nil }) else {
        rows[place].lacking += 1
        continue
      }
      for name in names where !figures.contains(name) { figures.append(name) }
      var isFinite = true
      for name in names {
        let found: Double?
        if let moment {
          found = log[name]?.value(at: moment, isMaximized: directions[name])?.value
        } else {
          found = plan.definition.value(of: name, in: log)
        }
        guard let value = found else { continue }
        if value.isFinite {
          rows[place].values[name, default: [:]][trial.seed ?? ""] = value
        } else if name == objective?.name {
          isFinite = false
        }
      }
      if objective != nil, !isFinite { rows[place].diverged += 1 }
    }
    if let objective, figures.isEmpty { figures = [objective.name] }
    // In the order in which they were asked for; a best that is not known has no column.
    if let wanted { figures = wanted.filter { figures.contains($0) } }
    if moment == .best { figures = figures.filter { directions[$0] != nil } }
    if let objective, figures.first == objective.name {
      best = sorted().rows.first { $0.statistics(objective.name) != nil }
    }
  }

  /// The rows in order of the objective, the best first; those without a figure last.
  func sorted() -> SweepTable {
    guard let objective = plan.definition.objective else { return self }
    var copy = self
    func key(_ row: Row) -> Double {
      guard let mean = row.statistics(objective.name)?.mean else { return .infinity }
      return objective.isMaximized ? -mean : mean
    }
    let keys = rows.map(key)
    copy.rows = rows.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }.map { rows[$0] }
    return copy
  }

  /// Whether a row is not told apart from the best by its seeds: the 95 % interval of the differences, seed by
  /// seed, holds 0. `nil` where they have no two seeds in common.
  func equalsBest(_ row: Row) -> Bool? {
    guard let best, best.trial.hash != row.trial.hash, let name = figures.first else { return nil }
    let theirs = best.values[name] ?? [:]
    let own = row.values[name] ?? [:]
    let seeds = own.keys.filter { theirs[$0] != nil }.sorted()
    guard seeds.count > 1,
      let difference = SampleStatistics(seeds.map { (own[$0] ?? 0) - (theirs[$0] ?? 0) }),
      let half = difference.halfWidth
    else { return nil }
    return abs(difference.mean) <= half
  }

  private var settingKeys: [String] { plan.definition.variedKeys.filter { $0 != "seed" } }

  private func settings(_ row: Row) -> [String] {
    settingKeys.map { key in row.trial.settings.first { $0.key == key }?.value.flow ?? "" }
  }

  /// What stands behind a figure's name: which of its values it is.
  var note: String {
    if let moment { return " (\(moment.title))" }
    return plan.definition.objective?.takesBest ?? false ? " (best)" : ""
  }

  /// For people: the mean of each figure, ± half of its 95 % interval.
  var table: TextTable {
    var table = TextTable(
      (settingKeys.isEmpty ? [""] : settingKeys.map(plan.names.short))
        + figures.map { $0 + note } + ["n", ""])
    for row in rows {
      let cells = figures.map { name in
        guard let found = row.statistics(name) else { return "" }
        return RunFigures.short(found.mean) + ConfidenceInterval.text(found.halfWidth)
      }
      let count = figures.compactMap { row.statistics($0)?.count }.max() ?? 0
      table.rows.append(
        (settingKeys.isEmpty ? [subject(row, count)] : settings(row)) + cells
          + ["\(count)", remarks(row)])
    }
    return table
  }

  /// What a row is of where nothing but the seed varies.
  private func subject(_ row: Row, _ count: Int) -> String {
    count > 1 ? "mean of \(count) seeds" : row.trial.hash
  }

  private func remarks(_ row: Row) -> String {
    var parts: [String] = equalsBest(row) == true ? ["="] : []
    if row.diverged > 0 { parts.append("\(row.diverged) diverged") }
    if row.lacking > 0 { parts.append("\(row.lacking) without a figure in its log") }
    for (word, isMeant) in [
      ("failed", { if case .failed = $0 { true } else { false } }),
      ("left by halving", { if case .pruned = $0 { true } else { false } }),
      ("not finished", { $0 == .waiting || $0 == .interrupted }),
    ] as [(String, (TrialState) -> Bool)] {
      let count = row.states.filter(isMeant).count
      if count > 0 { parts.append("\(count) \(word)") }
    }
    return parts.joined(separator: ", ")
  }

  /// For programs: every number whole, one row for each setting and figure.
  var data: TextTable {
    var table = TextTable(
      settingKeys + [
        "figure", "n", "mean", SampleStatistics.halfWidthName, "median", "lowest", "highest",
        "equals_best", "diverged", "trials",
      ])
    for row in rows {
      for name in figures {
        let found = row.statistics(name)
        let numbers = [found?.mean, found?.halfWidth, found?.median, found?.lowest, found?.highest]
        table.rows.append(
          settings(row) + [name, "\(found?.count ?? 0)"] + numbers.map { $0.map { "\($0)" } ?? "" }
            + [
              equalsBest(row).map { "\($0)" } ?? "", "\(row.diverged)", "\(row.states.count)",
            ])
      }
    }
    return table
  }

  /// What `=` means, where it stands.
  var legend: String {
    rows.contains { equalsBest($0) == true }
      ? "= not told apart from the best: the 95 % interval of the differences, seed by seed, holds 0\n"
      : ""
  }
}

extension SweepDefinition {
  /// The figure of a run that counts.
  func value(of name: String, in log: RunFigures) -> Double? {
    guard let figure = log[name] else { return nil }
    guard let objective, objective.name == name, objective.takesBest else { return figure.last }
    return objective.isMaximized ? figure.highest?.value : figure.lowest?.value
  }
}

extension SweepPlan {
  /// The table over all trials, for people and for programs.
  public func table(in out: String, sorted: Bool, as format: TextTable.Format) -> String {
    Self.printed(SweepTable(self, in: out), sorted: sorted, as: format)
  }

  /// The same of some figures, at a moment of each run.
  ///
  /// - Throws: a figure that no finished trial has; the best of figures of which it is not known what is better.
  public func table(
    in out: String, of wanted: [String]?, at moment: FigureMoment?, sorted: Bool,
    as format: TextTable.Format
  ) throws -> String {
    let table = SweepTable(self, in: out, figures: wanted, at: moment)
    if !table.known.isEmpty {
      try FigureMoment.check(wanted ?? [], among: table.known)
      guard !table.figures.isEmpty else {
        throw Diagnostic(
          "of none of these figures it is known what is better; write '--at last', or an objective into the sweep",
          at: nil)
      }
    }
    return Self.printed(table, sorted: sorted, as: format)
  }

  /// Of which figures it is known what is better, and whether that is more.
  var directions: [String: Bool] {
    let goals = trials.first.flatMap { try? load($0) }?.model.definition.directions ?? []
    var known = Dictionary(
      goals.map { ($0.name, $0.isMaximized) }, uniquingKeysWith: { first, _ in first })
    if let objective = definition.objective { known[objective.name] = objective.isMaximized }
    return known
  }

  private static func printed(
    _ table: SweepTable, sorted: Bool, as format: TextTable.Format
  ) -> String {
    let table = sorted ? table.sorted() : table
    switch format {
    case .text: return table.table.text + table.legend
    case .markdown: return table.table.markdown + (table.legend.isEmpty ? "" : "\n" + table.legend)
    case .csv, .json: return table.data.printed(as: format)
    }
  }

  /// Every trial with its state.
  public func list(in out: String) -> TextTable {
    let readings = TrialReadings(self, in: out)
    let left = Ranking(self, in: out, readings: readings).left
    return TextTable(
      ["trial", "hash"] + definition.variedKeys.map(names.short) + ["state"],
      trials.map { trial in
        ["\(trial.number)", trial.hash]
          + definition.variedKeys.map { key in
            trial.settings.first { $0.key == key }?.value.flow ?? ""
          } + [left[trial.hash].map { "left at \($0.text)" } ?? readings.state(of: trial).word]
      }, words: ["hash"])
  }

  /// `latent: 9 trials of vae_mnist (3 settings x 3 seeds)`.
  public var heading: String {
    let experiments = Set(trials.map(\.name)).sorted()
    let groups = Set(trials.map(\.group)).count
    let seeds = Set(trials.compactMap(\.seed)).count
    let parts =
      groups > 1 && seeds > 1 ? " (\(groups.counted("setting")) x \(seeds.counted("seed")))" : ""
    return
      "\(name): \(trials.count.counted("trial")) of \(experiments.prefix(3).joined(separator: ", "))\(parts)"
  }
}
