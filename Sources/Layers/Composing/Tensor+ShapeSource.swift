import Graph
import Tensors

extension Tensor {
  /// What gave the value its shape, through expressions that keep it: a node of a layer, or an input; `nil` where an
  /// expression gave it another one.
  var shapeSource: Node? {
    var (open, seen) = ([value], Set<Value>())
    while let value = open.popLast(), seen.count < 200 {
      guard seen.insert(value).inserted else { continue }
      let node = builder.graph.nodes[value.node]
      // What is composed now, perhaps a layer that is an expression, is none of these.
      if node.operation is Input || node.isOfLayer && node.origin.owner != builder.origin.owner {
        return node
      }
      open += node.inputs.reversed().filter {
        builder.shape(of: $0) == shape && !Tensor($0, builder).isConstant
      }
    }
    return nil
  }
}

extension Node {
  /// Whether a layer of a network made it.
  var isOfLayer: Bool { origin.network != nil }
}
