import Config
import Diagnostics
import Experiment
import Foundation
import Graph

/// One side of a comparison: an experiment as it stands in a file, a revision, a run or a checkpoint.
public struct ComparedExperiment {
  /// As it was asked for.
  let name: String
  let experiment: LoadedExperiment
  /// What outlives a step; `nil` where shapes are not known, for data is not here.
  let state: [StateEntry]?
  /// The files of data that shapes would be known by.
  let missing: [String]

  init(_ experiment: LoadedExperiment, name: String) throws {
    self.name = name
    self.experiment = experiment
    let isKnown = experiment.model.descriptions.count == experiment.model.definition.data.count
    state = isKnown ? try experiment.graphs.stateEntries() : nil
    missing = isKnown ? [] : experiment.missingData.diagnostics.map(\.message)
  }

  /// What it takes to train; `nil` where shapes are not known.
  ///
  /// - Parameter machine: what keeps programs; `nil` where there is no compiler.
  func costs(on machine: Machine?) throws -> ExperimentCosts? {
    guard state != nil else { return nil }
    return try ExperimentCosts(experiment, machine)
  }

  /// The params as they are used, where the experiment has not left them behind.
  var params: [String: ConfigNode] {
    let scope = experiment.model.definition.scope
    return Dictionary(
      scope.params.map { ($0.key, (try? scope.evaluated($0.value)) ?? $0.value) },
      uniquingKeysWith: { first, _ in first })
  }
}

/// What training an experiment takes.
struct ExperimentCosts: Hashable {
  let parameters: Int
  /// Multiplications and additions of a step.
  let operations: Double
  /// Of all steps; `nil` where it is not known how many there are.
  let allOperations: Double?
  let memory: Int
  let checkpointBytes: Int

  init(_ experiment: LoadedExperiment, _ machine: Machine?) throws {
    let plan =
      try machine.map { try ExperimentPlan(experiment, machine: $0) }
      ?? ExperimentPlan(withoutCompiler: experiment)
    parameters = plan.parameters
    operations = plan.stepOperations
    allOperations = experiment.model.stepCount.map { Double($0) * plan.stepOperations }
    memory = plan.memoryBytes
    checkpointBytes = plan.checkpointBytes
  }
}
