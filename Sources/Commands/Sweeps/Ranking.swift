import Artifacts

/// Who goes on where a sweep halves: what follows from the folders of its trials alone, so that it is the same for any
/// number of jobs and after any kill.
struct Ranking {
  /// The trials that were left, by hash, with the mark at which.
  private(set) var left: [String: Halving.Mark] = [:]
  /// The trials that go on.
  private(set) var alive: [Trial]
  /// The mark that not all of these have reached; `nil` where only the end is ahead.
  private(set) var next: Halving.Mark?
  private let objective: SweepDefinition.Objective?
  private let readings: TrialReadings

  /// - Parameters:
  ///   - given: trials that have failed and are not tried again, by hash.
  ///   - known: what was read of the trials before.
  init(
    _ plan: SweepPlan, in out: String, givenUp given: Set<String> = [],
    readings known: TrialReadings? = nil
  ) {
    alive = plan.trials
    objective = plan.definition.objective
    readings = known ?? TrialReadings(plan, in: out)
    guard let halving = plan.definition.halving, let objective else {
      return
    }
    for mark in halving.marks {
      var values: [String: Double?] = [:]
      for trial in alive {
        let figure = readings.figure(of: trial, at: mark, objective)
        guard figure.isReached || given.contains(trial.hash) else {
          next = mark
          return
        }
        values[trial.hash] = .some(figure.value)
      }
      leave(mark, halving, values, objective)
    }
  }

  /// Whether a trial has come as far as the mark that is next.
  func hasReached(_ trial: Trial) -> Bool {
    guard let next, let objective else { return false }
    return readings.figure(of: trial, at: next, objective).isReached
  }

  private mutating func leave(
    _ mark: Halving.Mark, _ halving: Halving, _ values: [String: Double?],
    _ objective: SweepDefinition.Objective
  ) {
    var groups: [String: [Trial]] = [:]
    for trial in alive { groups[trial.group, default: []].append(trial) }
    // The mean over seeds; one that is not finite is worse than any number. Ties by hash.
    let ranked = groups.map { group, trials in
      let found = trials.map { (values[$0.hash] ?? nil) ?? .nan }
      let mean = found.reduce(0, +) / Double(found.count)
      let key = mean.isFinite ? (objective.isMaximized ? -mean : mean) : .infinity
      return (key: key, hash: trials.map(\.hash).min() ?? "", group: group)
    }.sorted { ($0.key, $0.hash) < ($1.key, $1.hash) }
    let kept = Set(ranked.prefix(halving.survivors(of: ranked.count)).map(\.group))
    for trial in alive where !kept.contains(trial.group) { left[trial.hash] = mark }
    alive.removeAll { !kept.contains($0.group) }
  }
}

/// A trial's objective at a mark.
struct MarkFigure {
  /// Whether the trial has come so far, or ended before.
  let isReached: Bool
  /// What counts there: the last or the best up to the mark. `nil` where it has none.
  let value: Double?

  init(
    _ trial: Trial, _ mark: Halving.Mark, _ objective: SweepDefinition.Objective, in out: String
  ) {
    let folder = trial.folder(in: out)
    let state = TrialState(trial, in: out)
    let whole = try? RunFigures(folder)
    let place = (mark.isEpochs ? whole?.epoch : whole?.step) ?? 0
    // A log that cannot be read says nothing of its trial, which is not left for that.
    isReached = whole != nil && (place >= mark.count || state.isDone)
    let figure = (try? RunFigures(folder, upTo: mark))?[objective.name]
    switch (objective.takesBest, objective.isMaximized) {
    case (false, _): value = figure?.last
    case (true, false): value = figure?.lowest?.value
    case (true, true): value = figure?.highest?.value
    }
  }
}
