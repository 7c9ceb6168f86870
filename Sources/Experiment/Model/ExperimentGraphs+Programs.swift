import Graph

/// A program of an experiment, before it is compiled: what plans and listings look at.
public struct NamedGraph: Sendable {
  /// `stage 1, batch 128`, `sample reconstructions`.
  public let name: String
  public let graph: Graph
  /// How often it runs in a step; 0 for what is no part of training.
  public let repetitions: Int
  public var isStep: Bool { repetitions > 0 }

  package init(name: String, graph: Graph, repetitions: Int) {
    self.name = name
    self.graph = graph
    self.repetitions = repetitions
  }
}

extension ExperimentGraphs {
  /// The graphs of an experiment at its full batch size: the stages, then metrics, samples and plots, of no more examples than there are.
  public func namedGraphs() throws -> [NamedGraph] {
    let definitions = model.definition.train?.stages ?? []
    let stages = try zip(definitions, fullStages).map { definition, stage in
      NamedGraph(
        name: "stage \(definition.index + 1), batch \(model.trainingBatch)", graph: stage.graph,
        repetitions: definition.repetitions)
    }
    return stages
      + (try evaluations.map { request, evaluation in
        let batch = model.filledBatch(of: request, reading: evaluation.fields)
        let graph =
          batch == model.batch(of: request)
          ? evaluation.graph : try model.evaluationGraph(request, batch: batch).graph
        return NamedGraph(
          name: "\(request.role) \(request.name), batch \(batch)", graph: graph, repetitions: 0)
      })
  }
}
