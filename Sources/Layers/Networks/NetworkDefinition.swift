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

/// One layer of a network, or the sum at the end of a residual.
struct NetworkNode: Sendable {
  enum Kind: Sendable {
    case layer(any NetworkLayer)
    case sum
  }

  /// The path within the network: `conv2d_1`, `down1.conv2d_1`.
  let name: String
  let range: SourceRange?
  let kind: Kind
  /// What it reads.
  let sources: [NetworkSource]
}

/// Where a layer's input comes from.
enum NetworkSource: Hashable, Sendable {
  case input(Int)
  case node(Int)
}
