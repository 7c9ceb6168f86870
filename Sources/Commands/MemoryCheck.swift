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

  /// What graphs, libraries and pictures take besides values.
  private static let leastAddressSpace = 32 << 20

  /// - Parameter wanted: the data that is read; by default all.
  /// - Throws: files of data that are not there; a diagnostic that says how much is needed and how much there is.
  static func run(
    _ experiment: LoadedExperiment, machine: Machine, available: Int = MemoryLimit.bytes,
    for use: Use = .running, reading wanted: Set<String>? = nil
  ) throws {
    if let left = MemoryLimit.addressSpaceLeft, left < leastAddressSpace {
      throw Diagnostic.machine(
        "this process may take \(ExperimentPlan.bytes(left)) more of address space, and the least that a run takes is "
          + ExperimentPlan.bytes(leastAddressSpace),
        notes: [.init("raise the limit: see 'ulimit -v'")])
    }
    // How much data there is, its files say.
    if let wanted {
      try experiment.requireData(of: wanted)
      // Of other data that is not there nothing may be known, nor of what trains on it.
      let model = experiment.model
      guard model.descriptions.count == model.definition.data.count else { return }
    } else {
      try experiment.requireData(whole: true)
    }
    guard let large = try doubtful(experiment, memory: available, for: use) else { return }
    // Steps are compiled for a run in any case, and their batches count.
    let plan = try ExperimentPlan(experiment, machine: machine, memory: available) {
      use.includes($0) && ($0.isStep || large.contains($0.name))
    }
    guard plan.memoryBytes > available else { return }
    throw Diagnostic.machine(
      "'\(experiment.name)' needs \(ExperimentPlan.bytes(plan.memoryBytes)) of memory, and this "
        + "process may take \(ExperimentPlan.bytes(available))",
      // What a checkpoint was trained with cannot be changed any more.
      notes: (use == .showing ? [] : [Diagnostic.Note(plan.advice)])
        + [Diagnostic.Note("etch plan shows where it goes")])
  }

  /// What takes the most of the memory, and what to do about it.
  static func advice(
    memory: Int, data: Int, largestSet: String?,
    largest program: (name: String, bytes: Int, isStep: Bool)?
  ) -> String {
    if let largestSet, data > memory / 2 {
      return "fewer examples take less: data.\(largestSet).count=1000"
    }
    guard let program, program.bytes > memory / 2 else {
      return "networks with fewer parameters take less"
    }
    let share = "\(ExperimentPlan.bytes(program.bytes)) of it is \(program.name)"
    return program.isStep
      ? "\(share); a smaller batch takes less: train.batch_size=16"
      : "\(share); it takes less where it shows less at once: a smaller 'count', or 'batch: 1'"
  }

  /// The programs that may take more than there is, by a bound that needs no compiling: what all their values take without
  /// sharing memory. `nil` where everything fits.
  private static func doubtful(
    _ experiment: LoadedExperiment, memory: Int, for use: Use
  ) throws -> Set<String>? {
    let graphs = try experiment.graphs.largest()
    let state = try graphs.stateEntries().reduce(0) { $0.addingClamped($1.type.byteCount) }
    let rest = state.addingClamped(state)
      .addingClamped(experiment.model.dataBytes(memory: memory))
    let large = try graphs.namedGraphs().filter { named in
      use.includes(named) && rest.addingClamped(named.graph.valueBytes) > memory
    }
    let most = max(rest, experiment.model.readingBytes)
    return most <= memory && large.isEmpty ? nil : Set(large.map(\.name))
  }
}

extension Graph {
  /// What all values take that are made or read.
  fileprivate var valueBytes: Int {
    nodes.reduce(0) { sum, node in
      node.outputs.reduce(sum) { $0.addingClamped($1.byteCount) }
    }
  }
}
