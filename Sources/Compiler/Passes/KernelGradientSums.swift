import Graph
import Tensors

/// Sums of the gradients that the calls of one network have to one kernel: the gradient over the examples of all calls.
struct KernelGradientSums {
  /// For the last addition of a sum the gradients that it adds up, two or more, in the order of the calls:
  /// what went forward stands before its adjoint.
  private(set) var gradients: [Int: [Int]] = [:]

  init(_ graph: Graph) {
    var uses = [Int](repeating: 0, count: graph.nodes.count)
    for node in graph.nodes {
      for input in node.inputs { uses[input.node] += 1 }
    }
    for result in graph.results { uses[result.value.node] += 1 }
    func place(_ gradient: Int) -> (Int, Int) {
      (graph.nodes[gradient].inputs.map(\.node).min() ?? gradient, gradient)
    }
    for (position, node) in graph.nodes.enumerated() where node.operation is Add {
      // What else reads a gradient needs it by itself.
      let parts = node.inputs.map { input in
        uses[input.node] == 1 ? gradients[input.node] ?? Self.gradient(input.node, graph) : []
      }
      guard parts.allSatisfy({ !$0.isEmpty }), Self.fit(parts[0][0], parts[1][0], graph) else {
        continue
      }
      for input in node.inputs { gradients[input.node] = nil }
      gradients[position] = (parts[0] + parts[1]).sorted { place($0) < place($1) }
    }
  }

  private static func gradient(_ position: Int, _ graph: Graph) -> [Int] {
    let node = graph.nodes[position]
    return node.operation is Conv2DWeightGradient && MergeCalls.isWorthJoining(node, graph)
      ? [position] : []
  }

  private static func fit(_ a: Int, _ b: Int, _ graph: Graph) -> Bool {
    let (first, second) = (graph.nodes[a], graph.nodes[b])
    func examples(_ node: Node) -> [[Int]] {
      node.inputs.map { Array(graph.type(of: $0).shape.extents.dropFirst()) }
    }
    return first.operation.isEqual(to: second.operation) && examples(first) == examples(second)
  }
}
