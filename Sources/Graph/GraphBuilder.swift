import Tensors

/// Makes a graph, one operation at a time. Equal operations on equal inputs are made once.
public final class GraphBuilder {
  public private(set) var graph = Graph()
  /// What new nodes are stamped with.
  public var origin = Origin(.named(""))
  private var known: [Key: Int] = [:]

  public init() {}

  /// Continues a finished graph.
  public init(_ graph: Graph) {
    self.graph = graph
    for (index, node) in graph.nodes.enumerated() {
      known[Key(operation: node.operation, inputs: node.inputs)] = index
    }
  }

  public func type(of value: Value) -> TensorType { graph.type(of: value) }
  public func shape(of value: Value) -> Shape { type(of: value).shape }

  /// Applies an operation and returns all its outputs.
  ///
  /// - Throws: `ShapeMismatch`, where the inputs do not fit.
  public func applyAll(_ operation: some Operation, _ inputs: [Value]) throws(ShapeMismatch)
    -> [Value]
  {
    let key = Key(operation: operation, inputs: inputs)
    if let index = known[key] {
      return graph.nodes[index].outputs.indices.map { Value(node: index, output: $0) }
    }
    let outputs = try operation.outputs(of: inputs.map(type(of:)))
    let index = graph.nodes.count
    graph.nodes.append(
      Node(operation: operation, inputs: inputs, outputs: outputs, origin: origin))
    known[key] = index
    return outputs.indices.map { Value(node: index, output: $0) }
  }

  /// Applies an operation of one output.
  public func apply(_ operation: some Operation, _ inputs: Value...) throws(ShapeMismatch) -> Value
  {
    try applyAll(operation, inputs)[0]
  }

  public func result(_ target: Graph.Result.Target, _ value: Value) {
    graph.results.append(Graph.Result(target, value))
  }

  private struct Key: Hashable {
    let operation: any Operation
    let inputs: [Value]

    static func == (a: Key, b: Key) -> Bool {
      a.inputs == b.inputs && a.operation.isEqual(to: b.operation)
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(ObjectIdentifier(Swift.type(of: operation)))
      operation.hash(into: &hasher)
      hasher.combine(inputs)
    }
  }
}
