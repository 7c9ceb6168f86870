/// One output of one node of a graph.
public struct Value: Hashable, Sendable, Comparable {
  /// The node's index in `Graph.nodes`.
  public let node: Int
  /// Which of the node's outputs.
  public let output: Int

  public init(node: Int, output: Int = 0) {
    self.node = node
    self.output = output
  }

  public static func < (a: Value, b: Value) -> Bool { (a.node, a.output) < (b.node, b.output) }
}
