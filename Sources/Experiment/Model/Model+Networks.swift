import Diagnostics
import Graph
import Layers
import Tensors

/// One network by itself, in inference mode: what it computes of inputs alone.
package struct NetworkGraph {
  package let graph: Graph
  package let batch: Int
  /// The names of its inputs, as the graph reads them, with the shape of one example.
  package let inputs: [(name: String, shape: [Int])]
  /// The entries that it reads, by their names.
  package let entries: [StateEntry]
  /// Its outputs: those that no layer reads, the last layer's last.
  package let outputs: [String]
}

extension Model {
  /// The shapes of one example of each input of a network, by name; −1 is an extent that may be any.
  package func inputShapes(_ name: String) throws -> [(name: String, shape: [Int])] {
    try network(name).definition.inputs.map { (name: $0, shape: $1) }
  }

  /// The same, where an extent that may be any is that of the data's field that fits; `nil` where there is none.
  package func knownShapes(_ name: String) throws -> [[Int]]? {
    let known = try inputShapes(name).map { _, shape in
      shape.contains { $0 < 0 } ? fieldShapes.first { Self.fits($0, shape) } : shape
    }
    return known.contains(nil) ? nil : known.compactMap { $0 }
  }

  /// A network's graph at a size of the batch.
  ///
  /// - Parameter shapes: of one example of each input.
  /// - Throws: shapes that the network does not take.
  package func networkGraph(_ name: String, batch: Int, shapes: [[Int]]) throws -> NetworkGraph {
    let network = try network(name)
    let context = self.context(StreamNames(seed: definition.seed, role: "network"), batch: batch)
    let inputs = zip(network.definition.inputs.keys, shapes).map { (name: $0, shape: $1) }
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
      graph: context.builder.graph, batch: batch, inputs: inputs,
      entries: context.declarations.map(\.entry),
      outputs: heads + [last])
  }

  private func network(_ name: String) throws -> Network {
    guard let network = networks[name] else { throw Diagnostic("there is no '\(name)'", at: nil) }
    return network
  }

  /// The shapes of the data's fields, in the order of the file.
  private var fieldShapes: [[Int]] {
    definition.data.keys.compactMap { descriptions[$0] }.flatMap(\.fields).map(
      \.type.shape.extents)
  }

  private static func fits(_ field: [Int], _ shape: [Int]) -> Bool {
    field.count == shape.count && zip(shape, field).allSatisfy { $0 < 0 || $0 == $1 }
  }
}
