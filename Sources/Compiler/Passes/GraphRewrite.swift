import Graph

/// A graph that is made from another one, node after node.
struct GraphRewrite {
  let original: Graph
  let builder = GraphBuilder()
  /// What stands for the outputs of a node of the original, once it is made.
  private var values: [[Value]?]

  init(_ original: Graph) {
    self.original = original
    values = Array(repeating: nil, count: original.nodes.count)
  }

  /// All nodes in their order, each as it is or by other ones.
  ///
  /// - Parameter replaced: what stands for a node's outputs, made of its new inputs; `nil` where it stays.
  static func graph(
    _ original: Graph,
    _ replaced: (_ node: Node, _ inputs: [Value], _ builder: GraphBuilder) throws -> [Value]?
  ) throws -> Graph {
    var rewrite = GraphRewrite(original)
    for position in original.nodes.indices { try rewrite.add(position, replaced) }
    return rewrite.finished
  }

  func isMade(_ position: Int) -> Bool { values[position] != nil }

  func value(_ old: Value) -> Value { values[old.node]?[old.output] ?? old }

  /// - Parameter replaced: as of ``graph(_:_:)``.
  mutating func add(
    _ position: Int,
    _ replaced: (_ node: Node, _ inputs: [Value], _ builder: GraphBuilder) throws -> [Value]? = {
      _, _, _ in nil
    }
  ) throws {
    let node = original.nodes[position]
    let inputs = node.inputs.map(value)
    builder.origin = node.origin
    set(position, try replaced(node, inputs, builder) ?? builder.applyAll(node.operation, inputs))
  }

  mutating func set(_ position: Int, _ outputs: [Value]) { values[position] = outputs }

  /// What the results need of what was made.
  var finished: Graph {
    for result in original.results { builder.result(result.target, value(result.value)) }
    return builder.graph.withoutDead
  }
}

extension Graph {
  /// Of each node whether a result depends on it.
  var needed: [Bool] {
    var needed = [Bool](repeating: false, count: nodes.count)
    for result in results { needed[result.value.node] = true }
    for position in nodes.indices.reversed() where needed[position] {
      for input in nodes[position].inputs { needed[input.node] = true }
    }
    return needed
  }

  /// Of each node whether all inputs that it depends on are such ones.
  func nodesDependingOnly(on isSuch: (Input.Source) -> Bool) -> [Bool] {
    var found: [Bool] = []
    for node in nodes {
      if let input = node.operation as? Input {
        found.append(isSuch(input.source))
      } else {
        found.append(node.inputs.allSatisfy { found[$0.node] })
      }
    }
    return found
  }

  /// The one number of the program that all elements of a value are, if so.
  func uniform(_ value: Value) -> Double? {
    let node = nodes[value.node]
    if let constant = node.operation as? Constant { return constant.uniform }
    guard node.operation is Broadcast || node.operation is Reshape else { return nil }
    return uniform(node.inputs[0])
  }

  /// The nodes that results depend on, renumbered.
  var withoutDead: Graph {
    let needed = needed
    var number = [Int](repeating: 0, count: nodes.count)
    var kept: [Node] = []
    for (position, node) in nodes.enumerated() where needed[position] {
      number[position] = kept.count
      kept.append(
        Node(
          operation: node.operation,
          inputs: node.inputs.map { Value(node: number[$0.node], output: $0.output) },
          outputs: node.outputs, origin: node.origin))
    }
    return Graph(
      nodes: kept,
      results: results.map {
        Result($0.target, Value(node: number[$0.value.node], output: $0.value.output))
      })
  }
}
