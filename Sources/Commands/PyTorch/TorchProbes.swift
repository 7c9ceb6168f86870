import Diagnostics
import Experiment
import Graph
import Tensors

/// A network's graphs at several sizes: what is the same in all is fixed, and the rest shows how it grows.
struct TorchProbes {
  /// What goes in, and the entries that are read.
  let networks: [NetworkGraph]
  /// Their graphs, in each of which a node stands where its like stands in the others.
  let graphs: [Graph]
  /// What sizes that may be any are multiples of.
  let unit: Int

  /// At inputs of given shapes, in two sizes of the batch.
  ///
  /// - Throws: shapes that the network does not take, or another computation for each batch.
  init(_ name: String, _ model: Model, shapes: [[Int]]) throws {
    unit = 1
    networks = try Self.batches.prefix(2).map {
      try model.networkGraph(name, batch: $0, shapes: shapes)
    }
    graphs = try Self.aligned(networks, name, "other sizes of the batch")
  }

  /// At sizes far apart, even and odd, of whatever the network takes in any size; multiples of a power of two where it
  /// takes no others.
  ///
  /// - Throws: a network that takes none that is tried, or whose weights or operations are others for each.
  init(ofAnySize name: String, _ model: Model) throws {
    (networks, unit) = try Self.taken(name, model)
    graphs = try Self.aligned(networks, name, "other sizes of its input")
  }

  private static func taken(_ name: String, _ model: Model) throws -> ([NetworkGraph], Int) {
    let inputs = try model.inputShapes(name).map(\.shape)
    var refusal: Diagnostic?
    for areTied in inputs.count > 1 ? [false, true] : [false] {
      for sizes in sizes {
        do {
          let networks = try batches.indices.map { number in
            try model.networkGraph(
              name, batch: batches[number],
              shapes: shapes(inputs, sizes, number, areTied: areTied))
          }
          return (networks, sizes.unit)
        } catch let diagnostic as Diagnostic {
          refusal = diagnostic
        }
      }
    }
    throw Diagnostic(
      "'\(name)' takes inputs of any size, and none of those that were tried",
      at: refusal?.range, notes: refusal.map { [.init($0.message)] } ?? [])
  }

  // MARK: Sizes

  /// Sizes of the batch, one for each graph; no size of a picture grows as they do.
  private static let batches = [2, 3, 7, 2, 5, 3]

  private struct Sizes {
    let unit: Int
    let first: Int
    let step: Int
  }

  /// Large ones, that are large after eight strides still, then two of sequences, then multiples. The first is prime, so
  /// that what is different elsewhere is not equal by accident.
  private static let sizes =
    [(521, 97), (67, 5), (5, 1)].map { Sizes(unit: 1, first: $0.0, step: $0.1) }
    + (1...9).map { power in
      Sizes(unit: 1 << power, first: (512 >> power) + 1, step: (97 >> power) | 1)
    }

  /// The shapes of the `number`-th graph.
  ///
  /// - Parameter areTied: whether the same axes of all inputs are of one size.
  private static func shapes(
    _ inputs: [[Int]], _ sizes: Sizes, _ number: Int, areTied: Bool
  ) -> [[Int]] {
    var count = 0
    return inputs.map { shape in
      if areTied { count = 0 }
      return shape.map { extent in
        if extent >= 0 { return extent }
        defer { count += 1 }
        // Each in an order of its own.
        let place = (number * (5 + 3 * count) + 3 * count) % 13
        return sizes.unit * (sizes.first + sizes.step * place)
      }
    }
  }

  // MARK: What must be the same

  /// What equal nodes of a graph share is taken apart where others have two of them: two pictures may be of one size at some
  /// sizes of the input, and so may what is added to them.
  ///
  /// - Throws: networks that differ in more than sizes, with the layer that does.
  private static func aligned(
    _ networks: [NetworkGraph], _ name: String, _ others: String
  ) throws -> [Graph] {
    let entries = networks[0].entries
    guard networks.allSatisfy({ $0.entries == entries }) else {
      throw Diagnostic("the weights of '\(name)' are others for \(others)", at: nil)
    }
    let graphs = networks.map(\.graph)
    var found: Set<[Int]> = []
    var open = graphs[0].results.indices.map { result in
      graphs.map { $0.results[result].value.node }
    }
    while let place = open.popLast() {
      guard found.insert(place).inserted else { continue }
      let nodes = zip(graphs, place).map { $0.nodes[$1] }
      guard nodes.dropFirst().allSatisfy({ isSame(nodes[0], $0) }) else {
        let origin = nodes[0].origin
        throw Diagnostic("'\(origin.path)' computes differently for \(others)", at: origin.range)
      }
      open += nodes[0].inputs.indices.map { input in nodes.map { $0.inputs[input].node } }
    }
    // What a node reads stands before it in the first graph, and so it does here.
    let places = found.sorted { $0.lexicographicallyPrecedes($1) }
    let numbers = Dictionary(uniqueKeysWithValues: places.enumerated().map { ($1, $0) })
    func moved(_ values: [Value], _ graph: Int) -> Value {
      Value(node: numbers[values.map(\.node)] ?? 0, output: values[graph].output)
    }
    return graphs.indices.map { graph in
      let nodes = places.map { place in
        let own = graphs[graph].nodes[place[graph]]
        return Node(
          operation: own.operation,
          inputs: own.inputs.indices.map { input in
            moved(zip(graphs, place).map { $0.nodes[$1].inputs[input] }, graph)
          }, outputs: own.outputs, origin: own.origin)
      }
      let results = graphs[graph].results.indices.map { result in
        Graph.Result(
          graphs[graph].results[result].target,
          moved(graphs.map { $0.results[result].value }, graph))
      }
      return Graph(nodes: nodes, results: results)
    }
  }

  /// Whether two nodes differ in nothing but sizes.
  private static func isSame(_ a: Node, _ b: Node) -> Bool {
    guard a.operation.name == b.operation.name, a.inputs.map(\.output) == b.inputs.map(\.output)
    else { return false }
    switch a.operation {
    case is Input, is Constant, is Reshape, is Broadcast, is Slice, is Pad, is Iota, is Conv2D,
      is Conv2DInputGradient, is MaxPool, is Random:
      return true
    default: return AnyHashable(a.operation) == AnyHashable(b.operation)
    }
  }
}
