import Diagnostics
import Graph
import Layers
import Tensors

/// One network by itself, in inference mode: what it computes of inputs alone.
package struct NetworkGraph {
  package let graph: Graph
  /// The names of its inputs, as the graph reads them, with the shape of one example.
  package let inputs: [(name: String, shape: [Int])]
  /// The entries that it reads, by their names.
  package let entries: [StateEntry]
  /// Its outputs: those that no layer reads, the last layer's last.
  package let outputs: [String]
}

extension Model {
  /// A network's graph at a size of the batch. An extent that may be any is that of the data's field that fits.
  ///
  /// - Throws: a network whose input is of no known size.
  package func networkGraph(_ name: String, batch: Int) throws -> NetworkGraph {
    guard let network = networks[name] else { throw Diagnostic("there is no '\(name)'", at: nil) }
    let context = self.context(StreamNames(seed: definition.seed, role: "network"), batch: batch)
    let inputs = try network.definition.inputs.map { input, extents in
      (name: input, shape: try known(extents, of: network.definition))
    }
    let values = try inputs.map { input, shape in
      try context.builder.input(
        .batch(input), TensorType(Shape.checked([batch] + shape))
      ).with(batch: .many)
    }
    let output = try network.call(
      inputs: values, mode: .inference, callPath: "alone", context: context)
    let last = network.definition.layers.last?.name ?? name
    let heads = output.unreadHeads.filter { $0 != last }
    for head in heads {
      if let tensor = output.taps[head] { context.builder.result(.output(head), tensor.value) }
    }
    context.builder.result(.output(last), output.main.value)
    return NetworkGraph(
      graph: context.builder.graph, inputs: inputs, entries: context.declarations.map(\.entry),
      outputs: heads + [last])
  }

  private func known(_ extents: [Int], of network: NetworkDefinition) throws -> [Int] {
    guard extents.contains(where: { $0 < 0 }) else { return extents }
    for description in descriptions.values {
      for field in description.fields {
        let shape = field.type.shape.extents
        let fits =
          shape.count == extents.count && zip(extents, shape).allSatisfy { $0 < 0 || $0 == $1 }
        if fits { return shape }
      }
    }
    throw Diagnostic(
      "'\(network.name)' takes inputs of any size, and no data of the experiment says which",
      at: network.range)
  }
}
