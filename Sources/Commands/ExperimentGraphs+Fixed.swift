import Compiler
import Experiment

extension ExperimentGraphs {
  /// What steps never change: state that no update writes, and fields that are the same for every example.
  func fixed() throws -> Fixed {
    Fixed(updated: try updatedEntries(), inputs: try constantFields())
  }
}

extension NamedGraph {
  /// As it runs: of a step what is computed once, and what is repeated.
  func parts(_ fixed: Fixed) -> [NamedGraph] {
    guard isStep else { return [self] }
    let halves = SplitHoisted.run(graph, fixed: fixed)
    return [
      NamedGraph(name: "once for \(name)", graph: halves.hoisted, repetitions: 0),
      NamedGraph(name: name, graph: halves.rest, repetitions: repetitions),
    ]
  }
}
