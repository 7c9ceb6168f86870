import Graph

/// A program of an experiment, before it is compiled: what plans and listings look at.
public struct NamedGraph: Sendable {
  /// `stage 1, batch 128`, `sample reconstructions`.
  public let name: String
  public let graph: Graph
  /// Whether it runs in every step.
  public let isStep: Bool
}

extension ExperimentGraphs {
  /// The graphs of an experiment at its full batch size: the stages, then metrics, samples and plots.
  public func namedGraphs() throws -> [NamedGraph] {
    let stages = try fullStages.enumerated().map { index, stage in
      NamedGraph(
        name: "stage \(index + 1), batch \(model.trainingBatch)", graph: stage.graph, isStep: true)
    }
    return stages
      + (try evaluations.map { request, evaluation in
        NamedGraph(
          name: "\(request.role) \(request.name), batch \(model.batch(of: request))",
          graph: evaluation.graph, isStep: false)
      })
  }
}
