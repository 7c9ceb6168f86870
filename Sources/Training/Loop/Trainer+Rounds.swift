extension Trainer {
  /// Sets the values of the round, and where its data stands.
  func beginRound() throws {
    metrics.round = rounds[progress.round]
    programs.enterRound(rounds[progress.round])
    try programs.seek(to: progress)
  }

  /// Hands the state on to the next round. Where this resizes variables, there are new programs for it.
  func enterNextRound() throws {
    progress.step = 0
    progress.epoch = 0
    progress.stepInEpoch = 0
    for name in progress.applications.keys { progress.applications[name] = 0 }
    let (round, values) = (progress.round, rounds[progress.round])
    guard works.graphs.isOther(inRound: round) else {
      return try works.graphs.start(
        round, values, from: works.state, to: works.state, data: data, device: device)
    }
    let graphs = works.graphs.inRound(round)
    let state = try graphs.state(
      entering: round, values, from: works.state, data: data, device: device)
    works = try RoundWorks(
      graphs, schedule: schedule, data: data, state: state, device: device,
      surroundings: surroundings, stepsPerEpoch: stepsPerEpoch)
  }
}
