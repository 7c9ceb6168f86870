import Diagnostics
import Experiment
import Graph
import Tensors

/// A network's graphs at several sizes: what is the same in all is fixed, and the rest shows how it grows.
struct TorchProbes {
  let graphs: [NetworkGraph]
  /// What sizes that may be any are multiples of.
  let unit: Int

  /// At inputs of given shapes, in two sizes of the batch.
  ///
  /// - Throws: shapes that the network does not take, or another computation for each batch.
  init(_ name: String, _ model: Model, shapes: [[Int]]) throws {
    unit = 1
    graphs = try Self.batches.prefix(2).map {
      try model.networkGraph(name, batch: $0, shapes: shapes)
    }
    try check(name, "other sizes of the batch")
  }

  /// At sizes far apart, even and odd, of whatever the network takes in any size; multiples of a power of two where it
  /// takes no others.
  ///
  /// - Throws: a network that takes none that is tried, or whose weights or operations are others for each.
  init(ofAnySize name: String, _ model: Model) throws {
    (graphs, unit) = try Self.taken(name, model)
    try check(name, "other sizes of its input")
  }

  private static func taken(_ name: String, _ model: Model) throws -> ([NetworkGraph], Int) {
    let inputs = try model.inputShapes(name).map(\.shape)
    var refusal: Diagnostic?
    for areTied in inputs.count > 1 ? [false, true] : [false] {
      for sizes in sizes {
        do {
          let graphs = try batches.indices.map { number in
            try model.networkGraph(
              name, batch: batches[number],
              shapes: shapes(inputs, sizes, number, areTied: areTied))
          }
          return (graphs, sizes.unit)
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

  private func check(_ name: String, _ others: String) throws {
    let (first, rest) = (graphs[0], graphs.dropFirst())
    guard rest.allSatisfy({ $0.entries == first.entries }) else {
      throw Diagnostic("the weights of '\(name)' are others for \(others)", at: nil)
    }
    for graph in rest {
      let pairs = zip(first.graph.nodes, graph.graph.nodes)
      let isLonger = first.graph.nodes.count != graph.graph.nodes.count
      guard
        let node = pairs.first(where: { !Self.isSame($0, $1) })?.0
          ?? (isLonger ? first.graph.nodes.last : nil)
      else { continue }
      throw Diagnostic(
        "'\(node.origin.path)' computes differently for \(others)", at: node.origin.range)
    }
  }

  /// Whether two nodes differ in nothing but sizes.
  private static func isSame(_ a: Node, _ b: Node) -> Bool {
    guard a.inputs == b.inputs, a.operation.name == b.operation.name else { return false }
    switch a.operation {
    case is Input, is Constant, is Reshape, is Broadcast, is Slice, is Pad, is Iota, is Conv2D,
      is Conv2DInputGradient, is MaxPool, is Random:
      return true
    default: return AnyHashable(a.operation) == AnyHashable(b.operation)
    }
  }
}
