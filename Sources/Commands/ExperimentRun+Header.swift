import Experiment

extension ExperimentRun {
  /// What is told before the first step: the run, its data, its networks, how long it trains.
  func header(_ schedule: TrainDefinition, _ data: LoadedDataSets) throws -> [String] {
    let model = experiment.model
    let parameters = try experiment.graphs.stateEntries().filter { $0.kind == .parameter }
    let networks = model.definition.networks.keys.compactMap { name -> String? in
      let own = parameters.filter { $0.name.hasPrefix(name + ".") }
      let count = own.reduce(0) { $0 + $1.type.shape.count }
      return count == 0 ? nil : "\(name) \(count) parameters"
    }
    let steps = data.plan?.stepsPerEpoch
    var length =
      switch schedule.length {
      case .epochs(let count):
        Self.counted(count, "epoch") + " of " + Self.counted(steps ?? 1, "step")
      case .steps(let count): Self.counted(count, "step")
      }
    if data.plan != nil { length += ", \(Self.counted(schedule.batchSize, "example")) each" }
    for (name, values) in schedule.rounds {
      length += ", for each of \(values.count) values of \(name)"
    }
    return ["\(experiment.name) \(identity.prefix(12)), in \(folder.path)"]
      + ExperimentPlan.sets(model)
      + (networks.isEmpty ? [] : ["  " + networks.joined(separator: ", ")])
      + ["  " + length]
  }

  private static func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}
