import Diagnostics
import Experiment
import Graph
import Runtime
import Tensors
import Training

/// Refuses what this machine's memory cannot hold, before any data is read.
enum MemoryCheck {
  /// What the memory is for.
  enum Use {
    case running, timing, showing

    func includes(_ program: NamedGraph) -> Bool {
      switch self {
      case .running: true
      case .timing: program.isStep
      case .showing: !program.isStep
      }
    }
  }

  /// - Throws: files of data that are not there; a diagnostic that says how much is needed and how much there is.
  static func run(
    _ experiment: LoadedExperiment, machine: Machine, available: Int = MemoryLimit.bytes,
    for use: Use = .running
  ) throws {
    // How much data there is, its files say.
    try experiment.requireData(whole: true)
    // What all values take without sharing memory is a bound that needs no compiling.
    guard try bound(experiment, for: use) > available else { return }
    let plan = try ExperimentPlan(experiment, machine: machine, where: use.includes)
    guard plan.memoryBytes > available else { return }
    throw Diagnostic.machine(
      "'\(experiment.name)' needs \(ExperimentPlan.bytes(plan.memoryBytes)) of memory, and this "
        + "process may take \(ExperimentPlan.bytes(available))",
      notes: (advice(experiment, plan, for: use).map { [Diagnostic.Note($0)] } ?? [])
        + [Diagnostic.Note("etch plan shows where it goes")])
  }

  private static func advice(
    _ experiment: LoadedExperiment, _ plan: ExperimentPlan, for use: Use
  ) -> String? {
    let largest = experiment.model.descriptions.max { $0.value.memoryBytes < $1.value.memoryBytes }
    switch use {
    // What a checkpoint was trained with cannot be changed any more.
    case .showing: return nil
    case .running, .timing:
      guard let largest, plan.dataBytes > plan.memoryBytes / 2 else {
        return "a smaller batch takes less: train.batch_size=16"
      }
      return "fewer examples take less: data.\(largest.key).count=1000"
    }
  }

  private static func bound(
    _ experiment: LoadedExperiment, for use: Use
  ) throws -> Int {
    let state = try experiment.graphs.stateEntries().reduce(0) { $0 &+ $1.type.byteCount }
    let values =
      try experiment.graphs.namedGraphs().filter(use.includes).map { named in
        named.graph.nodes.reduce(0) { sum, node in
          node.outputs.reduce(sum) { $0.addingClamped($1.byteCount) }
        }
      }.max() ?? 0
    return values.addingClamped(state).addingClamped(state)
      .addingClamped(experiment.model.dataBytes)
  }
}

extension Int {
  fileprivate func addingClamped(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
