import Graph
import Tensors

@testable import Runtime

extension State {
  /// A table with the state among the inputs of a graph, at its values, each entry in the order of memory.
  convenience init(holding inputs: [Input.Source: HostArray]) throws {
    var arrays: [String: HostArray] = [:]
    for (source, array) in inputs {
      if case .state(let name) = source { arrays[name] = array }
    }
    try self.init(
      arrays.sorted { $0.key < $1.key }.map { name, array in
        StateEntry(name: name, kind: .variable, type: array.type)
      })
    for (name, array) in arrays { try write(name, array) }
  }
}
