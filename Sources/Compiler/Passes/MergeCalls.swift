import Graph
import Tensors

/// Convolutions of independent calls of one network as one over a larger batch, where the kernel is larger than what
/// passes through it: it is then read, packed and transformed once for all of them, and rows fill the tiles.
///
/// Only convolutions are joined, by ``IndependentCalls`` and ``KernelGradientSums``: norms, dropout and noise between
/// them see the examples of their own call alone.
struct MergeCalls {
  let graph: Graph

  /// - Parameter fixed: what never changes; what depends on nothing else stays by itself, for it is computed once.
  init(_ original: Graph, fixed: Fixed?) throws {
    let calls = IndependentCalls(original, fixed: fixed)
    let sums = KernelGradientSums(original)
    guard !calls.groups.isEmpty || !sums.gradients.isEmpty else {
      graph = original
      return
    }
    var merged = GraphRewrite(original)
    var waiting = Array(original.nodes.indices)
    // In the order of the graph, but for what waits for another call.
    while !waiting.isEmpty {
      var blocked: [Int] = []
      for position in waiting where !merged.isMade(position) {
        let together = calls.together(with: position)
        guard together.allSatisfy(merged.isReady) else {
          blocked.append(position)
          continue
        }
        if let gradients = sums.gradients[position] {
          try merged.addSum(position, of: gradients)
        } else if together.count > 1 {
          try merged.addCalls(together)
        } else {
          try merged.add(position)
        }
      }
      waiting = blocked
    }
    graph = merged.finished
  }

  /// Whether a convolution's kernel is larger than its input and output together.
  static func isWorthJoining(_ node: Node, _ graph: Graph) -> Bool {
    var counts = (node.inputs.map(graph.type(of:)) + node.outputs).map(\.shape.count)
    let kernel = counts.remove(at: node.operation is Conv2DWeightGradient ? 2 : 1)
    return kernel >= counts.reduce(0, +)
  }
}

extension GraphRewrite {
  fileprivate func isReady(_ position: Int) -> Bool {
    original.nodes[position].inputs.allSatisfy { isMade($0.node) }
  }

  /// What several nodes read as this input, one after another along the batch.
  private func joined(_ nodes: [Int], input: Int) throws -> Value {
    try builder.applyAll(
      Concat(axis: 0), nodes.map { value(original.nodes[$0].inputs[input]) })[0]
  }

  /// One convolution for all calls, and each call's part of its output.
  fileprivate mutating func addCalls(_ nodes: [Int]) throws {
    let first = original.nodes[nodes[0]]
    builder.origin = first.origin
    let whole = Tensor(
      try builder.applyAll(
        first.operation, [try joined(nodes, input: 0), value(first.inputs[1])])[0], builder)
    var start = 0
    for position in nodes {
      let end = start + original.nodes[position].outputs[0].shape[0]
      set(position, [try whole.sliced(axis: 0, start..<end).value])
      start = end
    }
  }

  /// One gradient of the examples of all calls in the place of the sum of their gradients.
  fileprivate mutating func addSum(_ position: Int, of gradients: [Int]) throws {
    let first = original.nodes[gradients[0]]
    builder.origin = first.origin
    set(
      position,
      try builder.applyAll(
        first.operation,
        [try joined(gradients, input: 0), try joined(gradients, input: 1)]))
  }
}
