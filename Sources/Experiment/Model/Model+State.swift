import Config
import Diagnostics
import Graph
import Layers
import OrderedCollections
import Tensors

extension Model {
  /// Everything that outlives a step, in the order of checkpoints: each network's parameters and statistics
  /// in the order of the file, variables, then the optimizers' slots.
  package func declarations() throws -> [Declaration] {
    var all: OrderedDictionary<String, Declaration> = [:]
    func add(_ declarations: [Declaration]) {
      for declaration in declarations where all[declaration.entry.name] == nil {
        all[declaration.entry.name] = declaration
      }
    }
    for stage in definition.train?.stages ?? [] {
      add(try stageGraph(stage, active: stage.updates, batch: trainingBatch).declarations)
    }
    for request in try outputRequests() {
      add(try evaluationGraph(request, batch: batch(of: request)).declarations)
    }
    let networks = Array(definition.networks.keys)
    func rank(_ entry: StateEntry) -> Int {
      switch entry.kind {
      case .parameter, .statistic, .average:
        let network = entry.name.prefix { $0 != "." }
        return networks.firstIndex(of: String(network)) ?? networks.count
      case .variable, .pool, .counter: return networks.count + 1
      case .slot: return networks.count + 2
      }
    }
    return all.values.enumerated().sorted {
      (rank($0.element.entry), $0.offset) < (rank($1.element.entry), $1.offset)
    }.map(\.element)
  }

  public func stateEntries() throws -> [StateEntry] { try declarations().map(\.entry) }

  /// What variables take as a round begins.
  package func startGraph(_ start: OrderedDictionary<String, ExpressionTree>) throws -> (
    graph: Graph, fields: [FieldInput]
  ) {
    let context = BuildContext(
      streams: StreamNames(seed: definition.seed, role: "start"), batchExtent: 1)
    let composition = GraphComposition(self, context: context, modes: { _ in .inference })
    for (name, expression) in start {
      guard let entry = try variableEntry(name) else {
        throw Diagnostic(
          "'start' sets variables, and there is no variable '\(name)'"
            + Suggestion.phrase(for: name, among: definition.variables.keys),
          at: expression.range)
      }
      let value = try composition.value(expression, as: "start.\(name)")
      let type = context.builder.type(of: value)
      guard type == entry.memoryType else {
        throw Diagnostic(
          "'\(name)' is \(entry.memoryType.shape), and this has the shape \(type.shape); "
            + "resizing a variable is not available yet",
          at: expression.range)
      }
      context.builder.result(.state(name), try clipped(value, entry, context.builder))
    }
    return (context.builder.graph, Array(composition.fields))
  }

  /// The entries that change in the course of training.
  package func updatedEntries() throws -> Set<String> {
    var updated = Set(definition.train?.start.keys.map(\.self) ?? [])
    for stage in definition.train?.stages ?? [] {
      for result in try stageGraph(stage, active: stage.updates, batch: trainingBatch).graph.results
      {
        if case .state(let name) = result.target { updated.insert(name) }
      }
    }
    return updated
  }

  func checkStart() throws {
    if let start = definition.train?.start, !start.isEmpty { _ = try startGraph(start) }
  }
}
