import Artifacts
import Foundation

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
  /// The objective, or every figure where there is none.
  private(set) var figures: [String] = []
  private let plan: SweepPlan

  init(_ plan: SweepPlan, in out: String) {
    self.plan = plan
    let objective = plan.definition.objective
    let left = Ranking(plan, in: out).left
    var places: [String: Int] = [:]
    for trial in plan.trials {
      let place = places[trial.group] ?? rows.count
      if place == rows.count {
        rows.append(Row(trial: trial))
        places[trial.group] = place
      }
      let state =
        left[trial.hash].map { .pruned($0.text) } ?? plan.state(of: trial, in: out)
      rows[place].states.append(state)
      if state == .diverged {
        rows[place].diverged += 1
        continue
      }
      guard state == .finished else { continue }
      guard let log = try? RunFigures(trial.folder(in: out)), !log.names.isEmpty,
        objective.map({ log[$0.name] != nil }) ?? true
      else {
        rows[place].lacking += 1
        continue
      }
      let names = objective.map { [$0.name] } ?? log.names
      for name in names where !figures.contains(name) { figures.append(name) }
      var isFinite = true
      for name in names {
        guard let value = plan.definition.value(of: name, in: log) else { continue }
        if value.isFinite {
          rows[place].values[name, default: [:]][trial.seed ?? ""] = value
        } else {
          isFinite = false
        }
      }
      if objective != nil, !isFinite { rows[place].diverged += 1 }
    }
    if let objective, figures.isEmpty { figures = [objective.name] }
  }

  /// The rows in order of the objective, the best first; those without a figure last.
  func sorted() -> SweepTable {
    guard let objective = plan.definition.objective else { return self }
    var copy = self
    func key(_ row: Row) -> Double {
      guard let mean = row.statistics(objective.name)?.mean else { return .infinity }
      return objective.isMaximized ? -mean : mean
    }
    copy.rows = rows.enumerated().sorted {
      (key($0.element), $0.offset) < (key($1.element), $1.offset)
    }.map(\.element)
    return copy
  }

  /// The row with the best mean of the objective.
  private var best: Row? {
    plan.definition.objective == nil
      ? nil : sorted().rows.first { $0.statistics(figures[0]) != nil }
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

  private var note: String {
    guard let objective = plan.definition.objective else { return "" }
    return objective.takesBest ? " (best)" : ""
  }

  /// For people: the mean of each figure, ± half of its 95 % interval.
  var table: TextTable {
    var table = TextTable(
      (settingKeys.isEmpty ? ["trial"] : settingKeys.map(plan.names.short))
        + figures.map { $0 + note } + ["n", ""])
    for row in rows {
      let cells = figures.map { name in
        guard let found = row.statistics(name) else { return "" }
        let mean = RunFigures.short(found.mean)
        return found.halfWidth.map { "\(mean) ± \(String(format: "%.2g", $0))" } ?? mean
      }
      let count = figures.compactMap { row.statistics($0)?.count }.max() ?? 0
      table.rows.append(
        (settingKeys.isEmpty ? [row.trial.hash] : settings(row)) + cells
          + ["\(count)", remarks(row)])
    }
    return table
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
        "figure", "n", "mean", "half_width_95", "median", "lowest", "highest", "equals_best",
        "diverged", "trials",
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
  /// How far a trial is; one whose objective is not finite has diverged.
  func state(of trial: Trial, in out: String) -> TrialState {
    let state = TrialState(trial, in: out)
    guard state == .finished, let objective = definition.objective,
      let log = try? RunFigures(trial.folder(in: out)),
      let figure = log[objective.name], !figure.last.isFinite
    else { return state }
    return .diverged
  }

  /// The table over all trials, for people and for programs.
  public func table(in out: String, sorted: Bool, as format: TextTable.Format) -> String {
    let table = sorted ? SweepTable(self, in: out).sorted() : SweepTable(self, in: out)
    switch format {
    case .text: return table.table.text + table.legend
    case .markdown: return table.table.markdown + (table.legend.isEmpty ? "" : "\n" + table.legend)
    case .csv, .json: return table.data.printed(as: format)
    }
  }

  /// Every trial with its state.
  public func list(in out: String) -> TextTable {
    let left = Ranking(self, in: out).left
    return TextTable(
      ["trial", "hash"] + definition.variedKeys.map(names.short) + ["state"],
      trials.map { trial in
        ["\(trial.number)", trial.hash]
          + definition.variedKeys.map { key in
            trial.settings.first { $0.key == key }?.value.flow ?? ""
          } + [left[trial.hash].map { "left at \($0.text)" } ?? state(of: trial, in: out).word]
      })
  }

  /// `latent: 9 trials of vae_mnist (3 settings x 3 seeds)`.
  public var heading: String {
    let experiments = Set(trials.map(\.name)).sorted()
    let groups = Set(trials.map(\.group)).count
    let seeds = Set(trials.compactMap(\.seed)).count
    func counted(_ count: Int, _ word: String) -> String {
      "\(count) \(word)\(count == 1 ? "" : "s")"
    }
    let parts =
      groups > 1 && seeds > 1 ? " (\(counted(groups, "setting")) x \(counted(seeds, "seed")))" : ""
    return
      "\(name): \(counted(trials.count, "trial")) of \(experiments.prefix(3).joined(separator: ", "))\(parts)"
  }
}
