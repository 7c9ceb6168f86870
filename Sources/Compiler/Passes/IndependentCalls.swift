import Graph
import Tensors

/// Which convolutions of a graph can be one: they have the same attributes and the same kernel, meet examples of the
/// same shape, and none depends on another, however the others have been joined.
///
/// A graph is pure, so that one value is one state of the weights: what an update has changed is another value.
struct IndependentCalls {
  /// The nodes that are joined, two or more each, in the order of the calls, also where adjoints come in the opposite
  /// one: so that what is joined for one of them is there for the other.
  private(set) var groups: [[Int]] = []
  /// The number of a node's group, where it has one.
  private var group: [Int: Int] = [:]
  private let graph: Graph
  private let readers: [[Int]]

  /// - Parameter fixed: what never changes; convolutions that depend on nothing else are left out.
  init(_ graph: Graph, fixed: Fixed?) {
    self.graph = graph
    var readers = [[Int]](repeating: [], count: graph.nodes.count)
    for (position, node) in graph.nodes.enumerated() {
      for input in node.inputs { readers[input.node].append(position) }
    }
    self.readers = readers
    let stable = fixed.map { SplitHoisted.stableNodes(graph, $0) }
    var users: [Value: [Int]] = [:]
    for (position, node) in graph.nodes.enumerated()
    where Self.isCandidate(node, graph) && !(stable?[position] ?? false) {
      users[node.inputs[1], default: []].append(position)
    }
    for kernel in users.keys.sorted() {
      guard let nodes = users[kernel], nodes.count > 1 else { continue }
      for node in nodes { join(node) }
    }
    groups = groups.filter { $0.count > 1 }.map { nodes in
      // A kernel is met forward first; adjoints are made from the last call to the first.
      let first = users[graph.nodes[nodes[0]].inputs[1]]?.first ?? nodes[0]
      let isForward = graph.nodes[first].operation.isEqual(to: graph.nodes[nodes[0]].operation)
      return isForward ? nodes : nodes.reversed()
    }
    group = [:]
    for (number, nodes) in groups.enumerated() {
      for node in nodes { group[node] = number }
    }
  }

  /// The node, and all that are joined with it.
  func together(with node: Int) -> [Int] { group[node].map { groups[$0] } ?? [node] }

  private static func isCandidate(_ node: Node, _ graph: Graph) -> Bool {
    (node.operation is Conv2D || node.operation is Conv2DInputGradient)
      && MergeCalls.isWorthJoining(node, graph)
  }

  /// Puts a node into the first group that it fits and that neither leads to it nor follows from it, or into one of
  /// its own.
  private mutating func join(_ position: Int) {
    let fitting = groups.indices.filter { fit(groups[$0][0], position) }
    if !fitting.isEmpty {
      let (before, after) = (
        reached(from: position) { graph.nodes[$0].inputs.map(\.node) },
        reached(from: position) { readers[$0] }
      )
      if let number = fitting.first(where: { !before[groups[$0][0]] && !after[groups[$0][0]] }) {
        groups[number].append(position)
        group[position] = number
        return
      }
    }
    group[position] = groups.count
    groups.append([position])
  }

  private func fit(_ a: Int, _ b: Int) -> Bool {
    let (first, second) = (graph.nodes[a], graph.nodes[b])
    func example(_ node: Node) -> [Int] {
      Array(graph.type(of: node.inputs[0]).shape.extents.dropFirst())
    }
    return first.inputs[1] == second.inputs[1] && first.operation.isEqual(to: second.operation)
      && example(first) == example(second)
  }

  /// All nodes that lead to a node, or that follow from it, where the nodes of a group are one.
  private func reached(from start: Int, by next: (Int) -> [Int]) -> [Bool] {
    var seen = [Bool](repeating: false, count: graph.nodes.count)
    var stack = [start]
    while let position = stack.popLast() {
      for neighbour in next(position) where !seen[neighbour] {
        for node in together(with: neighbour) where !seen[node] {
          seen[node] = true
          stack.append(node)
        }
      }
    }
    return seen
  }
}
