import Graph
import Tensors

/// A graph of only what its results need, without steps that change no bit.
///
/// Left out: dead nodes, a second equal node, `x · 1`, `x / 1`, `−−x`, stopped gradients (they are gone by
/// now), and reshapes, permutes and broadcasts of one another. Where there is `max(x, c)`, `x > c` is
/// `max(x, c) > c`, and likewise for minima: so the gradient of an activation reads what the layer after
/// it reads, and what was before the activation need not be kept.
struct OptimizedGraph: Sendable {
  let graph: Graph

  init(_ original: Graph) throws {
    var needed = [Bool](repeating: false, count: original.nodes.count)
    for result in original.results { needed[result.value.node] = true }
    for position in original.nodes.indices.reversed() where needed[position] {
      for input in original.nodes[position].inputs { needed[input.node] = true }
    }
    let builder = GraphBuilder()
    var values: [Value: Value] = [:]
    for (position, node) in original.nodes.enumerated() where needed[position] {
      let inputs = node.inputs.map { values[$0] ?? $0 }
      builder.origin = node.origin
      let outputs = try OptimizedGraph.apply(node.operation, inputs, builder)
      for (output, value) in outputs.enumerated() {
        values[Value(node: position, output: output)] = value
      }
    }
    for result in original.results {
      builder.result(result.target, values[result.value] ?? result.value)
    }
    graph = OptimizedGraph.withoutDead(builder.graph)
  }

  private static func apply(
    _ operation: any Operation, _ inputs: [Value], _ builder: GraphBuilder
  ) throws -> [Value] {
    if let same = try simplified(operation, inputs, builder) { return [same] }
    return try builder.applyAll(operation, inputs)
  }

  /// An equal value that is there already, or takes fewer steps.
  private static func simplified(
    _ operation: any Operation, _ inputs: [Value], _ builder: GraphBuilder
  ) throws -> Value? {
    guard let first = inputs.first else { return nil }
    let source = builder.graph.nodes[first.node]
    switch operation {
    case is StopGradient: return first
    case is Multiply:
      if isOne(inputs[1], builder.graph) { return first }
      if isOne(first, builder.graph) { return inputs[1] }
    case is Divide where isOne(inputs[1], builder.graph): return first
    case is Negate where source.operation is Negate: return source.inputs[0]
    case is Compare where builder.type(of: first).element != .float32: return nil
    case let compare as Compare where compare.kind == .greater:
      guard let most = try existing(Maximum(), inputs, builder) else { return nil }
      return try builder.apply(compare, most, inputs[1])
    case let compare as Compare where compare.kind == .less:
      guard let least = try existing(Minimum(), inputs, builder) else { return nil }
      return try builder.apply(compare, least, inputs[1])
    case let reshape as Reshape:
      if reshape.shape == builder.shape(of: first) { return first }
      if source.operation is Reshape {
        return try apply(reshape, [source.inputs[0]], builder)[0]
      }
    case let permute as Permute:
      if permute.order == Array(permute.order.indices) { return first }
      if let inner = source.operation as? Permute {
        let order = permute.order.map { inner.order[$0] }
        if order == Array(order.indices) { return source.inputs[0] }
        return try builder.apply(Permute(order), source.inputs[0])
      }
    case let broadcast as Broadcast:
      if broadcast.shape == builder.shape(of: first) { return first }
      if let inner = source.operation as? Broadcast {
        let axes = inner.axes.map { broadcast.axes[$0] }
        return try builder.apply(Broadcast(to: broadcast.shape, axes: axes), source.inputs[0])
      }
    default: break
    }
    return nil
  }

  /// The operation's value, where an earlier node has it; else a node is made that nothing reads.
  private static func existing(
    _ operation: some Operation, _ inputs: [Value], _ builder: GraphBuilder
  ) throws -> Value? {
    let count = builder.graph.nodes.count
    let value = try builder.apply(operation, inputs[0], inputs[1])
    return value.node < count ? value : nil
  }

  private static func isOne(_ value: Value, _ graph: Graph) -> Bool {
    let node = graph.nodes[value.node]
    if let constant = node.operation as? Constant { return constant.uniform == 1 }
    guard node.operation is Broadcast || node.operation is Reshape else { return false }
    return isOne(node.inputs[0], graph)
  }

  /// The nodes that results depend on, renumbered.
  static func withoutDead(_ graph: Graph) -> Graph {
    var needed = [Bool](repeating: false, count: graph.nodes.count)
    for result in graph.results { needed[result.value.node] = true }
    for position in graph.nodes.indices.reversed() where needed[position] {
      for input in graph.nodes[position].inputs { needed[input.node] = true }
    }
    var number = [Int](repeating: 0, count: graph.nodes.count)
    var nodes: [Node] = []
    for (position, node) in graph.nodes.enumerated() where needed[position] {
      number[position] = nodes.count
      nodes.append(
        Node(
          operation: node.operation,
          inputs: node.inputs.map { Value(node: number[$0.node], output: $0.output) },
          outputs: node.outputs, origin: node.origin))
    }
    return Graph(
      nodes: nodes,
      results: graph.results.map {
        Graph.Result($0.target, Value(node: number[$0.value.node], output: $0.value.output))
      })
  }
}
