import Graph
import Tensors

/// What depends on nothing that changes from step to step, be it the batch, the step's number or state, is
/// computed once a run.
public enum SplitHoisted {
  /// Two graphs that together compute what one did: the first, run once, has results
  /// `.output("hoisted/0")…`; the second reads them as `Input(.hoisted("hoisted/0"))…`. Where nothing can be
  /// hoisted the first has no results.
  ///
  /// What is only moved or repeated (broadcasts, reshapes) stays in the second: it costs nothing there.
  public static func run(_ graph: Graph, fixed: Fixed) -> (hoisted: Graph, rest: Graph) {
    let stable = stableNodes(graph, fixed)
    var needed: [Value] = []
    var names: [Value: String] = [:]
    // Walks from what changes, and from results, to the first stable values that are worth keeping.
    func hoist(_ value: Value) {
      let node = graph.nodes[value.node]
      if isFree(node.operation) {
        for input in node.inputs where stable[input.node] { hoist(input) }
      } else if names[value] == nil {
        names[value] = "hoisted/\(needed.count)"
        needed.append(value)
      }
    }
    let live = graph.needed
    for (position, node) in graph.nodes.enumerated() where live[position] && !stable[position] {
      for input in node.inputs where stable[input.node] { hoist(input) }
    }
    for result in graph.results where stable[result.value.node] { hoist(result.value) }

    let results = needed.map { Graph.Result(.output(names[$0] ?? ""), $0) }
    return (Graph(nodes: graph.nodes, results: results).withoutDead, rest(graph, names))
  }

  /// Whether each node depends on nothing that changes.
  static func stableNodes(_ graph: Graph, _ fixed: Fixed) -> [Bool] {
    graph.nodesDependingOnly { source in
      switch source {
      case .state(let name): !fixed.updated.contains(name)
      case .hoisted: true
      case .batch, .runtime: fixed.inputs.contains(source)
      }
    }
  }

  /// Whether an operation is nothing to compute: what is read, and views and repetitions of it.
  private static func isFree(_ operation: any Operation) -> Bool {
    operation is Input || operation is Constant || operation is Iota || operation is Broadcast
      || operation is Reshape
  }

  /// The graph with the named values read from outside.
  private static func rest(_ graph: Graph, _ names: [Value: String]) -> Graph {
    var nodes: [Node] = []
    var values: [Value: Value] = [:]
    for (position, node) in graph.nodes.enumerated() {
      let inputs = node.inputs.map { values[$0] ?? $0 }
      for output in node.outputs.indices {
        values[Value(node: position, output: output)] = Value(node: nodes.count, output: output)
      }
      nodes.append(
        Node(
          operation: node.operation, inputs: inputs, outputs: node.outputs, origin: node.origin))
      for (output, type) in node.outputs.enumerated() {
        let value = Value(node: position, output: output)
        guard let name = names[value] else { continue }
        values[value] = Value(node: nodes.count)
        nodes.append(
          Node(
            operation: Input(.hoisted(name), type), inputs: [], outputs: [type],
            origin: node.origin))
      }
    }
    let results = graph.results.map { Graph.Result($0.target, values[$0.value] ?? $0.value) }
    return Graph(nodes: nodes, results: results).withoutDead
  }
}
