import Graph
import Layers
import Tensors

/// A graph under test: its context, and what its inputs hold.
public final class GraphUnderTest {
  public let context: BuildContext
  public var inputs: [Input.Source: HostArray] = [:]

  public init(
    batch: Int = 2, seed: UInt64 = 1, role: String = "train", stage: String = "1", step: UInt32 = 0
  ) {
    self.context = BuildContext(
      streams: StreamNames(seed: seed, role: role, stage: stage), batchExtent: batch)
    inputs[.runtime("step")] = HostArray(shape: [2], storage: .uint32([step, 0]))
    inputs[.runtime("running/step")] = HostArray(shape: [], floats: [Float(step)])
    inputs[.runtime("running/epoch")] = HostArray(shape: [], floats: [7])
  }

  /// A field of the batch that holds these numbers.
  public func field(_ name: String, _ array: HostArray) -> Tensor {
    inputs[.batch(name)] = array
    return context.builder.input(.batch(name), array.type)
      .with(batch: array.shape.rank == 0 ? .none : .many)
  }

  /// Sets a state entry from its published array.
  public func set(_ entry: StateEntry, _ published: HostArray) {
    inputs[.state(entry.name)] = published.permuted(entry.layout)
  }

  /// The graph that makes these values.
  public func graph(of values: [Tensor]) -> Graph {
    Graph(
      nodes: context.builder.graph.nodes,
      results: values.enumerated().map { Graph.Result(.output("\($0.offset)"), $0.element.value) })
  }

  /// What these values come to.
  public func run(_ values: [Tensor]) throws -> [BoundedArray] {
    try Interpreter.run(graph(of: values), inputs: inputs)
  }
}
