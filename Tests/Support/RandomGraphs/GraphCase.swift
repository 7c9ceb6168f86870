import Graph
import Tensors

/// A graph with values for its inputs: something to verify, interpret, compile and compare.
public struct GraphCase: Sendable, CustomStringConvertible {
  public let name: String
  public let graph: Graph
  public let inputs: [Input.Source: HostArray]

  public init(name: String, graph: Graph, inputs: [Input.Source: HostArray]) {
    self.name = name
    self.graph = graph
    self.inputs = inputs
  }

  public var description: String { name }
}
