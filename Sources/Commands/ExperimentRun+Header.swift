import Diagnostics
import Experiment
import Runtime
import Tensors
import Training

extension ExperimentRun {
  /// What is told before the first step: the run, what its profile replaces, its data, its networks, how long it trains.
  func header(_ schedule: TrainDefinition, _ data: LoadedDataSets) throws -> [String] {
    let model = experiment.model
    let parameters = try experiment.graphs.stateEntries().filter { $0.kind == .parameter }
    let networks = model.definition.networks.keys.compactMap { name -> String? in
      let own = parameters.filter { $0.name.hasPrefix(name + ".") }
      let count = own.reduce(0) { $0 + $1.type.shape.count }
      return count == 0 ? nil : "\(name) \(count) parameters"
    }
    let trained = try experiment.graphs.trainingData()
    let steps = data.plan?.stepsPerEpoch
    var length =
      switch schedule.length {
      case .epochs(let count):
        count.counted("epoch") + " of " + (steps ?? 1).counted("step")
      case .steps(let count): count.counted("step")
      }
    // Of fewer examples than a batch each step takes all.
    if let plan = data.plan { length += ", \(plan.size(at: 0).counted("example")) each" }
    for (name, values) in schedule.rounds {
      length += ", for each of \(values.count) values of \(name)"
    }
    let profile: [String] = ProfileSettings(of: experiment).map { ["  \($0.line)"] } ?? []
    return ["\(experiment.name) \(identity.prefix(12)), in \(folder.path)"]
      + profile + ExperimentPlan.sets(model, trained: trained)
      + (networks.isEmpty ? [] : ["  " + networks.joined(separator: ", ")])
      + ["  " + length]
  }

  /// How long the steps that are to be done will take, by arithmetic and memory; `nil` where that is not known.
  ///
  /// - Parameter done: the steps of the whole run that are complete.
  func estimate(
    _ work: StepWork, _ schedule: TrainDefinition, _ data: LoadedDataSets, done: Int
  ) -> String? {
    // Of a round that resizes nothing is known before it.
    guard !experiment.graphs.resizes, let instructionSet = machine.device.instructionSet,
      let speed = try? machine.device.knownSpeed(), let whole = try? schedule.stepCount(on: data)
    else { return nil }
    let epoch = data.plan?.stepsPerEpoch
    let limits = [options.steps, options.epochs.map { $0.multipliedClamped(by: epoch ?? 1) }]
    let left = limits.compactMap(\.self).reduce(whole, min) - done
    guard left > 0 else { return nil }
    let pace = KernelPace(speed, instructionSet)
    let step = work.programs.reduce(0.0) {
      $0 + pace.seconds($1.launches, perStep: $1.perStep)
    }
    return TrainingDuration(step: step, epoch: epoch, whole: whole).estimate(of: left)
  }
}
