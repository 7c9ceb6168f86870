import Config
import Diagnostics
import Graph
import OrderedCollections

/// A network as its file describes it: layers with blocks, repeats and residuals spelled out, in an order
/// in which each stands after what it reads.
public struct NetworkDefinition: Sendable {
  public let name: String
  public let range: SourceRange?
  /// The name and shape of each input, without the batch; −1 is `any`. A single unnamed one is `input`.
  public let inputs: OrderedDictionary<String, [Int]>
  let nodes: [NetworkNode]
  /// What a call's outputs may be read by: the names of layers, and of blocks, residuals and repeats.
  let names: OrderedDictionary<String, NetworkSource>
  /// The last layer's output.
  let main: NetworkSource
  /// The network as a file may write it: params put in, defaults written out, blocks and other files spelled
  /// out.
  public let canonical: ConfigNode

  init(
    name: String, range: SourceRange?, inputs: OrderedDictionary<String, [Int]>,
    nodes: [NetworkNode], names: OrderedDictionary<String, NetworkSource>, main: NetworkSource,
    canonical: ConfigNode
  ) {
    self.name = name
    self.range = range
    self.inputs = inputs
    self.nodes = nodes
    self.names = names
    self.main = main
    self.canonical = canonical
  }

  /// The same architecture under another name, with weights of its own.
  func renamed(_ name: String, range: SourceRange?) -> NetworkDefinition {
    NetworkDefinition(
      name: name, range: range, inputs: inputs, nodes: nodes, names: names, main: main,
      canonical: CanonicalLayer.map(["like": CanonicalLayer.text(self.name)]))
  }

  /// The names of the outputs that no layer reads, the main one left out.
  public var heads: [String] {
    var unread = Set(nodes.indices.map { NetworkSource.node($0) })
    for node in nodes { unread.subtract(node.sources) }
    unread.remove(main)
    return nodes.indices.filter { unread.contains(.node($0)) }.map { nodes[$0].name }
  }
}

/// One layer of a network, or a joint of several outputs.
struct NetworkNode: Sendable {
  enum Kind: Sendable {
    case layer(any Layer)
    case join(Join)
  }

  /// The path within the network: `conv2d_1`, `down1.conv2d_1`.
  let name: String
  let range: SourceRange?
  let kind: Kind
  /// What it reads; a layer reads one.
  let sources: [NetworkSource]
}

/// Where a layer's input comes from.
enum NetworkSource: Hashable, Sendable {
  case input(Int)
  case node(Int)
}

/// How several outputs become one.
enum Join: String, Hashable, Sendable, CaseIterable {
  /// Along the last axis.
  case concat
  case add, multiply

  func build(_ parts: [Tensor]) throws -> Tensor {
    guard let first = parts.first else { preconditionFailure("a joint of nothing") }
    for part in parts.dropFirst() {
      // Along the channels anything may be appended; all else is equal, or 1 where numbers are combined.
      let axes = first.shape.rank - (self == .concat ? 1 : 0)
      let fits =
        part.shape.rank == first.shape.rank
        && zip(first.shape.extents, part.shape.extents).prefix(axes).allSatisfy {
          $0 == $1 || self != .concat && ($0 == 1 || $1 == 1)
        }
      guard fits else {
        throw ShapeMismatch(
          "\(rawValue) needs outputs of one size, found \(first.exampleDescription) "
            + "and \(part.exampleDescription)")
      }
    }
    switch self {
    case .concat: return try Tensor.concatenated(parts, axis: first.shape.rank - 1)
    case .add: return try parts.dropFirst().reduce(first) { try $0 + $1 }
    case .multiply: return try parts.dropFirst().reduce(first) { try $0 * $1 }
    }
  }
}
