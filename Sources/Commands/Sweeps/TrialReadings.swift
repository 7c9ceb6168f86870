/// What the folders of a sweep's trials say. What does not change any more is read once: states and logs of trials that are
/// done, and what a trial had at a mark that it has come to.
final class TrialReadings {
  private let plan: SweepPlan
  private let out: String
  private var states: [String: TrialState] = [:]
  private var logs: [String: RunFigures] = [:]
  private var marks: [Halving.Mark: [String: MarkFigure]] = [:]

  init(_ plan: SweepPlan, in out: String) {
    self.plan = plan
    self.out = out
  }

  /// How far a trial is; one whose objective is not finite has diverged.
  func state(of trial: Trial) -> TrialState {
    if let known = states[trial.hash] { return known }
    var state = TrialState(trial, in: out)
    if state == .finished, let objective = plan.definition.objective,
      let figure = log(of: trial)?[objective.name], !figure.last.isFinite
    {
      state = .diverged
    }
    if state.isDone { states[trial.hash] = state }
    return state
  }

  /// The figures of a trial that is finished; `nil` where its log cannot be read.
  func log(of trial: Trial) -> RunFigures? {
    if let known = logs[trial.hash] { return known }
    let read = try? RunFigures(trial.folder(in: out))
    logs[trial.hash] = read
    return read
  }

  /// A trial's objective at a mark.
  func figure(
    of trial: Trial, at mark: Halving.Mark, _ objective: SweepDefinition.Objective
  ) -> MarkFigure {
    if let known = marks[mark]?[trial.hash] { return known }
    let read = MarkFigure(trial, mark, objective, in: out)
    if read.isReached { marks[mark, default: [:]][trial.hash] = read }
    return read
  }
}
