import Tensors

/// Differentiation, graph to graph: adjoints are tensors like any other, so that it nests.
extension Tensor {
  /// The gradient of this number with respect to each tensor; zeros where the number does not depend on it
  /// (see ``adjoints(withRespectTo:)``).
  ///
  /// - Throws: `ShapeMismatch`, where this is no single float32 number or a tensor is not float32.
  public func gradient(withRespectTo tensors: [Tensor]) throws(ShapeMismatch) -> [Tensor] {
    var gradients: [Tensor] = []
    for (tensor, adjoint) in zip(tensors, try adjoints(withRespectTo: tensors)) {
      if let adjoint {
        gradients.append(adjoint)
      } else {
        gradients.append(try .filled(0, like: tensor))
      }
    }
    return gradients
  }

  /// The gradient of this number with respect to each tensor; `nil` where nothing differentiable leads from
  /// the tensor to the number.
  ///
  /// Nodes are visited from the last to the first, and the contributions to a value are added in that
  /// order. The adjoint nodes of a node carry its origin.
  /// - Throws: `ShapeMismatch`, where this is no single float32 number or a tensor is not float32.
  public func adjoints(withRespectTo tensors: [Tensor]) throws(ShapeMismatch) -> [Tensor?] {
    guard type == TensorType([]) else {
      throw ShapeMismatch("gradient needs a single float32 number, found \(type)", of: [type.shape])
    }
    for tensor in tensors where tensor.type.element != .float32 {
      throw ShapeMismatch(
        "gradient with respect to \(tensor.type) does not exist", of: [tensor.shape])
    }
    let outer = builder.origin
    defer { builder.origin = outer }
    let values = tensors.map(\.value)
    let active = builder.graph.nodes(upTo: value.node, dependingOn: values)
    var wanted = Set(values)
    for node in active.indices where active[node] {
      for output in builder.graph.nodes[node].outputs.indices {
        wanted.insert(Value(node: node, output: output))
      }
    }
    guard wanted.contains(value) else { return tensors.map { _ in nil } }
    var adjoints: [Value: Tensor] = [value: try builder.number(1)]
    for index in stride(from: value.node, through: 0, by: -1) where active[index] {
      let node = builder.graph.nodes[index]
      let outputs = node.outputs.indices.map { Value(node: index, output: $0) }
      let known = outputs.map { adjoints[$0] }
      guard known.contains(where: { $0 != nil }) else { continue }
      builder.origin = node.origin
      let contributions = try node.operation.gradient(
        inputs: node.inputs.map { Tensor($0, builder) },
        outputs: outputs.map { Tensor($0, builder) }, adjoints: known)
      for (input, contribution) in zip(node.inputs, contributions) where wanted.contains(input) {
        guard let contribution else { continue }
        if let sum = adjoints[input] {
          adjoints[input] = try sum + contribution
        } else {
          adjoints[input] = contribution
        }
      }
    }
    return tensors.map { adjoints[$0.value]?.with(batch: $0.batch) }
  }
}

extension Graph {
  /// For each node up to `last`, whether one of its inputs depends on a value or is one.
  fileprivate func nodes(upTo last: Int, dependingOn values: [Value]) -> [Bool] {
    let roots = Set(values)
    var active = [Bool](repeating: false, count: last + 1)
    for index in 0...last {
      active[index] = nodes[index].inputs.contains { roots.contains($0) || active[$0.node] }
    }
    return active
  }
}
