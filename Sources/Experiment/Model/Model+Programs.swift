import Graph

/// A program of an experiment, before it is compiled: what plans and listings look at.
public struct NamedGraph: Sendable {
  /// `stage 1, batch 128`, `sample reconstructions`.
  public let name: String
  public let graph: Graph
  /// Whether it runs in every step.
  public let isStep: Bool
}

extension Model {
  /// The graphs of an experiment at its full batch size: the stages, then metrics, samples and plots.
  public func namedGraphs() throws -> [NamedGraph] {
    var graphs: [NamedGraph] = []
    for stage in definition.train?.stages ?? [] {
      let batch = trainingBatch
      let graph = try stageGraph(stage, active: stage.updates, batch: batch).graph
      graphs.append(
        NamedGraph(name: "stage \(stage.index + 1), batch \(batch)", graph: graph, isStep: true))
    }
    for request in try outputRequests() {
      let batch = batch(of: request)
      graphs.append(
        NamedGraph(
          name: "\(request.role) \(request.name), batch \(batch)",
          graph: try evaluationGraph(request, batch: batch).graph, isStep: false))
    }
    return graphs
  }

}
