import Graph
import Layers
import OrderedCollections

extension ExperimentGraphs {
  /// Everything that outlives a step, in the order of checkpoints: each network's parameters and statistics
  /// in the order of the file, variables, then the optimizers' slots.
  package func declarations() throws -> [Declaration] {
    var all: OrderedDictionary<String, Declaration> = [:]
    func add(_ declarations: [Declaration]) {
      for declaration in declarations where all[declaration.entry.name] == nil {
        all[declaration.entry.name] = declaration
      }
    }
    for graph in try fullStages { add(graph.declarations) }
    for (_, graph) in try evaluations { add(graph.declarations) }
    add(try startDeclarations())
    let networks = Array(model.definition.networks.keys)
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

  /// What training reads of data that is one example and always the same: as constant as what no update changes.
  package func constantFields() throws -> Set<Input.Source> {
    Set(
      try trainingFields().filter { model.descriptions[$0.data]?.isConstant == true }
        .map(\.source))
  }

  /// The entries that change in the course of training.
  package func updatedEntries() throws -> Set<String> {
    var updated = Set(model.definition.train?.start.keys.map(\.self) ?? [])
    for graph in try fullStages {
      for result in graph.graph.results {
        if case .state(let name) = result.target { updated.insert(name) }
      }
    }
    return updated
  }
}
