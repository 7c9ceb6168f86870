import Graph
import OrderedCollections

/// What an experiment computes, composed once for all that ask: its stages at each size of their batches, and what
/// metrics, samples and plots evaluate. Where rounds resize variables, it is so in one of them.
public struct ExperimentGraphs {
  public let model: Model
  let rounds: RoundModels
  /// By the stage's place, then by the size of the batch; with all of its updates.
  private var stages: [Int: [Int: StageGraph]] = [:]
  /// By the place of its request.
  private var evaluationsByName: [String: EvaluationGraph] = [:]

  init(_ model: Model, _ rounds: RoundModels) {
    self.model = model
    self.rounds = rounds
  }

  mutating func add(_ graph: StageGraph, of stage: StageDefinition, batch: Int) {
    stages[stage.index, default: [:]][batch] = graph
  }

  mutating func add(_ graph: EvaluationGraph, of request: EvaluationRequest) {
    evaluationsByName[Self.key(request)] = graph
  }

  private static func key(_ request: EvaluationRequest) -> String {
    "\(request.role) \(request.name)"
  }

  /// A stage with the updates whose turn it is, composed now where it was not before.
  ///
  /// - Throws: what is wrong with it.
  package func stage(_ stage: StageDefinition, active: [UpdateDefinition], batch: Int) throws
    -> StageGraph
  {
    if active.count == stage.updates.count, let known = stages[stage.index]?[batch] {
      return known
    }
    return try model.stageGraph(stage, active: active, batch: batch).get()
  }

  /// The stages with all updates and a full batch.
  var fullStages: [StageGraph] {
    get throws {
      try (model.definition.train?.stages ?? []).map {
        try stage($0, active: $0.updates, batch: model.trainingBatch)
      }
    }
  }

  /// What metrics, samples and plots evaluate, each with as many examples as it takes at once; behind them what is
  /// iterated for them.
  var evaluations: [(request: EvaluationRequest, graph: EvaluationGraph)] {
    get throws {
      let requests = try model.outputRequests()
      return try (requests + requests.iterated).map { request in
        let known = evaluationsByName[Self.key(request)]
        return (
          request, try known ?? model.evaluationGraph(request, batch: model.batch(of: request))
        )
      }
    }
  }

  /// The losses and objectives of the log, in order.
  package var lossNames: [String] {
    get throws {
      let found = OrderedSet(try fullStages.flatMap(\.losses))
      let losses = model.definition.losses.keys.filter { found.contains($0) }
      return losses + found.filter { model.definition.losses[$0] == nil }
    }
  }

  /// What training reads of the data.
  package func trainingFields() throws -> OrderedSet<Model.FieldInput> {
    OrderedSet(try fullStages.flatMap(\.fields))
  }

  /// The data that training reads.
  public func trainingData() throws -> Set<String> { Set(try trainingFields().map(\.data)) }
}
