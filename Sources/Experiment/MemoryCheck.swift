import Diagnostics
import Foundation
import Graph
import Tensors
import Training

/// Refuses what this machine's memory cannot hold, before any data is read.
enum MemoryCheck {
  /// - Throws: a diagnostic that says how much is needed and how much there is.
  static func run(_ experiment: LoadedExperiment, machine: Machine) throws {
    let available = Int(clamping: ProcessInfo.processInfo.physicalMemory)
    // What all values take without sharing memory is a bound that needs no compiling.
    guard try bound(experiment) > available else { return }
    let needed = try ExperimentPlan(experiment, machine: machine).memoryBytes
    guard needed > available else { return }
    throw Diagnostic.machine(
      "'\(experiment.name)' needs \(ExperimentPlan.bytes(needed)) of memory, and this machine has "
        + ExperimentPlan.bytes(available),
      notes: [
        Diagnostic.Note("a smaller batch takes less: train.batch_size=16"),
        Diagnostic.Note("etch plan shows where it goes"),
      ])
  }

  private static func bound(_ experiment: LoadedExperiment) throws -> Int {
    let state = try experiment.model.stateEntries().reduce(0) { $0 &+ $1.type.byteCount }
    let values =
      try experiment.model.namedGraphs().map { named in
        named.graph.nodes.reduce(0) { sum, node in
          node.outputs.reduce(sum) { $0.addingClamped($1.byteCount) }
        }
      }.max() ?? 0
    return values.addingClamped(state).addingClamped(state)
  }
}

extension Int {
  fileprivate func addingClamped(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
