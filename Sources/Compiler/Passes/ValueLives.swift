import Graph
import Tensors

/// Until when the values of a graph are at hand, as ``FuseElementwise`` will keep them: what takes little arithmetic is
/// made again where it is read, of what is kept; all else is kept from when it is made to when it is read for the last
/// time.
///
/// Nodes are told by their positions, one beyond all for what lasts to the end.
struct ValueLives: Sendable {
  private var reads: [Value: Int] = [:]
  private var ends: [Value: Int] = [:]

  /// The last node that reads a value.
  func lastRead(of value: Value) -> Int { reads[value] ?? -1 }

  /// The last node that could read a value without anything being kept for longer. What reads a comparison does not
  /// count: it is for comparisons that this is asked.
  func end(of value: Value) -> Int { ends[value] ?? -1 }

  init(_ graph: Graph) {
    let results = Set(graph.results.map(\.value))
    // What something else than a pointwise node reads is not made again in it.
    var isWhole: Set<Value> = []
    for (position, node) in graph.nodes.enumerated() {
      for input in node.inputs {
        reads[input] = position
        if !Self.isPointwise(node.operation) { isWhole.insert(input) }
      }
    }
    for value in results { reads[value] = graph.nodes.count }

    let parts = Self.parts(graph, keeping: results, isWhole)
    var needed = reads
    for (position, node) in graph.nodes.enumerated().reversed()
    where parts[position] != nil && !(node.operation is Compare) {
      let end = needed[Value(node: position)] ?? -1
      for input in node.inputs { needed[input] = max(needed[input] ?? -1, end) }
    }
    for (position, node) in graph.nodes.enumerated() {
      for output in node.outputs.indices {
        let value = Value(node: position, output: output)
        if Self.costsNothing(node, graph) {
          ends[value] = graph.nodes.count
        } else if parts[position] != nil {
          ends[value] = node.inputs.map { ends[$0] ?? -1 }.min()
        } else {
          ends[value] = needed[value]
        }
      }
    }
  }

  /// Of each node that is made again where it is read, what it takes.
  private struct Parts {
    var effort: Int
    /// What is kept for it.
    var sources: Set<Value>
  }

  private static func parts(
    _ graph: Graph, keeping results: Set<Value>, _ isWhole: Set<Value>
  ) -> [Parts?] {
    var parts: [Parts?] = []
    for (position, node) in graph.nodes.enumerated() {
      let value = Value(node: position)
      guard isPointwise(node.operation), !results.contains(value) else {
        parts.append(nil)
        continue
      }
      var own = Parts(effort: effort(of: node), sources: [])
      for input in node.inputs where graph.uniform(input) == nil {
        let part = parts[input.node] ?? Parts(effort: 0, sources: [input])
        own.effort += part.effort
        own.sources.formUnion(part.sources)
      }
      let isSmall = own.effort <= FuseElementwise.cheap && own.sources.count <= 2
      parts.append(own.effort == 0 || isSmall && !isWhole.contains(value) ? own : nil)
    }
    return parts
  }

  /// Whether a value of its own is nothing to keep: it is there for the whole step, or a sixteenth as large at most.
  private static func costsNothing(_ node: Node, _ graph: Graph) -> Bool {
    if node.operation is Input || node.operation is Constant { return true }
    guard node.operation is Broadcast else { return false }
    return graph.type(of: node.inputs[0]).shape.count * 16 <= node.outputs[0].shape.count
  }

  private static func isPointwise(_ operation: any Operation) -> Bool {
    operation is any Elementwise || operation is Broadcast || operation is Reshape
      || operation is Slice || operation is Permute || operation is Pad
  }

  private static func effort(of node: Node) -> Int {
    guard let operation = node.operation as? any Elementwise else { return 0 }
    return FusedScalar(operation.scalar(node.inputs.indices.map { .read($0) }), loops: 0).cost
  }
}
