import Tensors

/// Values that depend on one another without cycles: nodes in an order in which each stands after what
/// it reads, and the results that are wanted.
///
/// Graphs are pure. State is read through `Input(.state)` and its next value is a result; whoever runs
/// the graph commits it at the end.
public struct Graph: Sendable {
  public internal(set) var nodes: [Node]
  /// What the graph is for, in order.
  public internal(set) var results: [Result]

  public struct Result: Hashable, Sendable {
    public enum Target: Hashable, Sendable {
      /// A named output that the host reads: a loss, a metric, a picture.
      case output(String)
      /// The next value of a state entry.
      case state(String)
    }

    public var target: Target
    public var value: Value

    public init(_ target: Target, _ value: Value) {
      self.target = target
      self.value = value
    }
  }

  public init(nodes: [Node] = [], results: [Result] = []) {
    self.nodes = nodes
    self.results = results
  }

  public func type(of value: Value) -> TensorType { nodes[value.node].outputs[value.output] }
}
