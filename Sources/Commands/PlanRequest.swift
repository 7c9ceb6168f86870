import Compiler
import Diagnostics
import Experiment
import Graph
import Layers
import Runtime

/// All that a plan needs of an experiment, which one thread works with: what takes long is made of it on any other.
struct PlanRequest: Sendable {
  let name: String
  let identity: ExperimentIdentity
  let numerics: Numerics
  /// The programs that are planned.
  let graphs: [NamedGraph]
  /// What steps never change.
  let fixed: Fixed
  let entries: [StateEntry]
  let networks: [(name: String, average: NetworkAverage?)]
  let data: (lines: [String], json: JSON)
  /// `nil` where nothing is trained.
  let training: (lines: [String], json: JSON)?
  let dataBytes: Int
  /// What reading data takes for a while; 0 where it is not known.
  let readingBytes: Int
  /// The data that takes the most.
  let largestSet: String?
  /// The bytes that this process may take.
  let memory: Int
  let notes: [String]

  /// - Parameter wanted: which of the programs are planned.
  /// - Throws: missing data, where shapes are not known without it.
  init(
    _ experiment: LoadedExperiment, memory: Int = MemoryLimit.bytes,
    where wanted: (NamedGraph) -> Bool = { _ in true }
  ) throws {
    try experiment.requireData()
    let model = experiment.model
    // Memory is needed for the largest round.
    let round = try experiment.graphs.largest()
    name = experiment.name
    identity = experiment.identity
    numerics = model.definition.numerics
    graphs = try round.namedGraphs().filter(wanted)
    fixed = try round.fixed()
    entries = try round.stateEntries()
    networks = model.definition.networks.map { (name: $0.key, average: $0.value.average) }
    let trained: Set<String>? =
      try model.definition.train == nil ? nil : experiment.graphs.trainingData()
    data = (ExperimentPlan.data(model, trained: trained), ExperimentPlan.dataJSON(model))
    training = try PlannedTraining(model).map { (lines: $0.lines, json: $0.json) }
    dataBytes = model.dataBytes(memory: memory)
    readingBytes = model.readingBytes
    largestSet =
      model.descriptions.max {
        max($0.value.storedBytes, $0.value.readingBytes)
          < max($1.value.storedBytes, $1.value.readingBytes)
      }?.key
    self.memory = memory
    notes = experiment.warnings.diagnostics.filter { $0.severity == .note }.map(\.message)
  }
}
