import Experiment
import Graph
import OrderedCollections
import Runtime

extension Trainer {
  /// Sets the values of the round, and where its data stands.
  func beginRound() throws {
    metrics.round = rounds[progress.round]
    programs.enterRound(rounds[progress.round])
    try programs.seek(to: progress)
  }

  /// Hands the state on to the next round. Where this resizes variables, there are new programs for it.
  func enterNextRound() throws {
    progress.beginRound()
    let (round, values) = (progress.round, rounds[progress.round])
    guard works.graphs.isOther(inRound: round) else {
      return try works.graphs.start(
        round, values, from: works.state, to: works.state, data: data, device: device)
    }
    let graphs = works.graphs.inRound(round)
    let state = try graphs.state(
      entering: round, values, from: works.state, data: data, device: device)
    let anew = state.entries.filter { $0.kind == .slot && works.state[$0.name] != $0 }
    for update in schedule.stages.flatMap(\.updates)
    where anew.contains(where: { $0.name.hasPrefix("optimizer/\(update.name)/") }) {
      progress.earlierApplications[update.name] = 0
    }
    works = try RoundWorks(
      graphs, schedule: schedule, data: data, state: state, device: device,
      surroundings: surroundings, stepsPerEpoch: stepsPerEpoch)
  }
}

extension TrainingProgress {
  /// Counts anew what is counted by rounds: schedules begin again, what optimizers remember does not.
  fileprivate mutating func beginRound() {
    earlierEpochs += epoch + (stepInEpoch > 0 ? 1 : 0)
    for (name, count) in applications {
      earlierApplications[name, default: 0] += count
      applications[name] = 0
    }
    step = 0
    epoch = 0
    stepInEpoch = 0
  }
}
