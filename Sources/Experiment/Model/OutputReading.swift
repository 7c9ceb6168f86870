import Graph
import OrderedCollections

/// A sample or plot of an experiment that trains, and the data that it reads where it is made from a checkpoint.
package struct OutputReading: Hashable, Sendable {
  /// As a command line names it: `outputs.samples.manifold`.
  package let key: String
  /// The names of the sets.
  package let data: Set<String>
}

extension Model {
  /// What each output reads of the data, with what the metrics read where it shows figures; `nil` where all data is needed:
  /// nothing is trained, or what rounds resize is not known without it.
  ///
  /// - Throws: what is wrong with outputs or metrics.
  package func outputReadings() throws -> [OutputReading]? {
    let isKnown = descriptions.count == definition.data.count
    guard let schedule = definition.train, isKnown || schedule.start.isEmpty else { return nil }
    let evaluated = try outputRequests().filter { $0.role == "metric" }
    let metrics = try (evaluated + evaluated.iterated).map(reading)
    let ofFigures = metrics.reduce(into: Set<String>()) { $0.formUnion($1.data) }
    func output(
      _ key: String, _ requests: [EvaluationRequest], showsFigures: Bool = false
    ) throws -> OutputReading {
      let readings = try requests.map(reading)
      var data = readings.reduce(into: Set<String>()) { $0.formUnion($1.data) }
      if showsFigures || readings.contains(where: { $0.showsFigures }) { data.formUnion(ofFigures) }
      return OutputReading(key: "outputs.\(key)", data: data)
    }
    let outputs = definition.outputs
    let samples = try outputs.samples.map { grid in
      let iteration = grid.request.iterationRequests
      return try output(
        "samples.\(grid.name)",
        [grid.spreadRequest, iteration?.initial, iteration?.next, grid.request].compactMap(\.self))
    }
    let texts = try outputs.texts.map { try output("samples.\($0.name)", [$0.request]) }
    let plots = try outputs.plots.map {
      try output("plots.\($0.name)", [$0.request], showsFigures: $0.hasMarker)
    }
    return samples + texts + plots
  }

  /// The data that a request reads, and whether it shows figures. Data of which nothing is known hides what stands behind it.
  private func reading(of request: EvaluationRequest) throws -> (
    data: Set<String>, showsFigures: Bool
  ) {
    let composed: Composed<EvaluationGraph>
    do {
      composed = try composedEvaluation(request, batch: batch(of: request))
    } catch let unknown as UnknownData {
      return ([unknown.name], false)
    }
    do {
      let evaluation = try composed.get()
      let showsFigures = evaluation.graph.nodes.contains { node in
        guard let input = node.operation as? Input, case .runtime(let name) = input.source else {
          return false
        }
        return name.hasPrefix(Model.figureInput(""))
      }
      return (Set(evaluation.fields.map(\.data)), showsFigures)
    } catch is UnknownData {
      return (composed.usage.names.intersection(definition.data.keys), false)
    }
  }
}

extension ExperimentGraphs {
  /// The entries that outputs read, where data is not there whose shapes nothing says: of what can be composed without it.
  package func outputEntries() throws -> [StateEntry] {
    var entries: OrderedDictionary<String, StateEntry> = [:]
    let requests = try model.outputRequests()
    for request in requests + requests.iterated {
      do {
        let graph = try model.evaluationGraph(request, batch: model.batch(of: request))
        for declaration in graph.declarations where entries[declaration.entry.name] == nil {
          entries[declaration.entry.name] = declaration.entry
        }
      } catch is UnknownData {
        continue
      }
    }
    return Array(entries.values)
  }
}
