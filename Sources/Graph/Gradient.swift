import Tensors

/// Differentiation, graph to graph: adjoints are values like any other, so that it nests.
extension GraphBuilder {
  /// The gradient of a single number with respect to each value; zeros where the number does not depend
  /// on it (see ``adjoints(of:withRespectTo:)``).
  ///
  /// - Throws: `ShapeMismatch`, where `scalar` is not a single float32 number or a value is not float32.
  public func gradient(of scalar: Value, withRespectTo values: [Value]) throws(ShapeMismatch)
    -> [Value]
  {
    var gradients: [Value] = []
    let found = try adjoints(of: scalar, withRespectTo: values)
    for (value, adjoint) in zip(values, found) {
      if let adjoint {
        gradients.append(adjoint)
      } else {
        gradients.append(try fill(0, like: value))
      }
    }
    return gradients
  }

  /// The gradient of a single number with respect to each value; `nil` where nothing differentiable leads
  /// from the value to the number.
  ///
  /// Nodes are visited from the last to the first, and the contributions to a value are added in that
  /// order. The adjoint nodes of a node carry its origin.
  /// - Throws: `ShapeMismatch`, where `scalar` is not a single float32 number or a value is not float32.
  public func adjoints(of scalar: Value, withRespectTo values: [Value]) throws(ShapeMismatch)
    -> [Value?]
  {
    let type = type(of: scalar)
    guard type == TensorType([]) else {
      throw ShapeMismatch("gradient needs a single float32 number, found \(type)")
    }
    for value in values where self.type(of: value).element != .float32 {
      throw ShapeMismatch("gradient with respect to \(self.type(of: value)) does not exist")
    }
    let outer = origin
    defer { origin = outer }
    let active = nodes(upTo: scalar.node, dependingOn: values)
    var wanted = Set(values)
    for node in active.indices where active[node] {
      for output in graph.nodes[node].outputs.indices {
        wanted.insert(Value(node: node, output: output))
      }
    }
    guard wanted.contains(scalar) else { return values.map { _ in nil } }
    var adjoints: [Value: Value] = [scalar: try self.scalar(1)]
    for index in stride(from: scalar.node, through: 0, by: -1) where active[index] {
      let node = graph.nodes[index]
      let outputs = node.outputs.indices.map { Value(node: index, output: $0) }
      let known = outputs.map { adjoints[$0] }
      guard known.contains(where: { $0 != nil }) else { continue }
      origin = node.origin
      let contributions = try node.operation.gradient(
        self, inputs: node.inputs, outputs: outputs, adjoints: known)
      for (input, contribution) in zip(node.inputs, contributions) where wanted.contains(input) {
        guard let contribution else { continue }
        if let sum = adjoints[input] {
          adjoints[input] = try add(sum, contribution)
        } else {
          adjoints[input] = contribution
        }
      }
    }
    return values.map { adjoints[$0] }
  }

  /// For each node up to `last`, whether one of its inputs depends on a value or is one.
  private func nodes(upTo last: Int, dependingOn values: [Value]) -> [Bool] {
    let roots = Set(values)
    var active = [Bool](repeating: false, count: last + 1)
    for index in 0...last {
      active[index] = graph.nodes[index].inputs.contains { roots.contains($0) || active[$0.node] }
    }
    return active
  }
}
