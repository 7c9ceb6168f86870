import Graph
import Tensors

@testable import Layers

/// A graph under test: its context, and what its inputs hold.
final class Composition {
  let context: BuildContext
  var inputs: [Input.Source: HostArray] = [:]

  init(
    batch: Int = 2, seed: UInt64 = 1, role: String = "train", stage: String = "1", step: UInt32 = 0
  ) {
    self.context = BuildContext(
      streams: StreamNames(seed: seed, role: role, stage: stage), batchExtent: batch)
    inputs[.runtime("step")] = HostArray(shape: [2], storage: .uint32([step, 0]))
    inputs[.runtime("running/step")] = HostArray(shape: [], floats: [Float(step)])
    inputs[.runtime("running/epoch")] = HostArray(shape: [], floats: [7])
  }

  /// A field of the batch that holds these numbers.
  func field(_ name: String, _ recorded: Recorded) -> Tensor {
    field(name, recorded.array)
  }

  func field(_ name: String, _ array: HostArray) -> Tensor {
    inputs[.batch(name)] = array
    let element = array.element == .float64 ? ElementType.float32 : array.element
    return context.builder.input(.batch(name), TensorType(array.shape, element))
      .with(batch: array.shape.rank == 0 ? .none : .many)
  }

  /// Sets a state entry from its published array.
  func set(_ entry: StateEntry, _ published: HostArray) {
    inputs[.state(entry.name)] = published.permuted(entry.layout)
  }

  /// What these values come to.
  func run(_ values: [Tensor]) throws -> [BoundedArray] {
    var graph = context.builder.graph
    graph = Graph(
      nodes: graph.nodes,
      results: values.enumerated().map { Graph.Result(.output("\($0.offset)"), $0.element.value) })
    return try Interpreter.run(graph, inputs: inputs)
  }
}
