import Graph
import Tensors

/// A recorded case composed into a graph, to be interpreted or compiled: what goes in, and what is to come out.
public struct RecordedGraph: Sendable {
  /// One result of the graph.
  public struct Expectation: Sendable {
    /// `y`, `dx`, `gradient of weight`, `next running_mean`.
    public let name: String
    public let recorded: Recorded
    /// How many times as much as others it may be off.
    let slack: Double

    init(_ name: String, _ recorded: Recorded, slack: Double = 1) {
      self.name = name
      self.recorded = recorded
      self.slack = slack
    }

    /// The share of what is allowed that numbers use; above 1 they deviate. Infinite of another shape.
    public func share(usedBy found: [Double], shape: Shape) -> Double {
      shape.extents == recorded.shape ? recorded.share(usedBy: found) / slack : .infinity
    }
  }

  public let name: String
  public let graph: Graph
  public let inputs: [Input.Source: HostArray]
  /// As many as the graph has results.
  public let expectations: [Expectation]

  init(_ name: String, _ composition: GraphUnderTest, _ results: [(Expectation, Tensor)]) {
    self.name = name
    graph = composition.graph(of: results.map(\.1))
    inputs = composition.inputs
    expectations = results.map(\.0)
  }
}
