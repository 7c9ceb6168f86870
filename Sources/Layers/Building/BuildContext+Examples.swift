import Graph

extension BuildContext {
  /// Of each node of the graph whether its rows are those of the batch, or are made of them; what has as many rows as it says itself is
  /// the same in batches of all sizes. Each node is looked at once, however often this is asked.
  package var areOfExamples: [Bool] {
    let nodes = builder.graph.nodes
    for index in knownOfExamples.count..<nodes.count {
      let isOfExamples =
        hasRows(index) || nodes[index].inputs.contains { knownOfExamples[$0.node] }
      knownOfExamples.append(isOfExamples)
    }
    return knownOfExamples
  }

  /// What a value is of that has examples of a split at once, "metric", where no figure may depend on how many come; `nil` where that
  /// is so nowhere. A layer may do with them what it does in training.
  func splitOwner(ofExamplesIn x: Tensor) -> String? {
    guard let ofSplit, builder.origin.network == nil, areOfExamples[x.value.node] else {
      return nil
    }
    return ofSplit
  }
}
