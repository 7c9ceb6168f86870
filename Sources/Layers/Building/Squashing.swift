import Graph

/// A function that makes probabilities of logits.
package enum Squashing: String {
  case sigmoid, softmax
}

extension BuildContext {
  /// What went into the sigmoid or softmax that made a value, perhaps under another shape, and its node; `nil` where none
  /// did.
  package func squashed(
    _ value: Tensor, by squashing: Squashing
  ) throws -> (input: Tensor, node: Node)? {
    let node = builder.graph.nodes[value.value.node]
    if squashing == .sigmoid, node.operation is Sigmoid {
      return (Tensor(node.inputs[0], builder, batch: value.batch), node)
    }
    if squashing == .softmax, let input = softmaxInputs[value.value] {
      return (Tensor(input, builder, batch: value.batch), node)
    }
    guard node.operation is Reshape else { return nil }
    let inner = Tensor(node.inputs[0], builder, batch: value.batch)
    // A softmax goes along the last axis, which must stay what it was.
    guard squashing == .sigmoid || inner.shape.extents.last == value.shape.extents.last,
      let (input, origin) = try squashed(inner, by: squashing)
    else { return nil }
    return (try input.reshaped(value.shape), origin)
  }
}
