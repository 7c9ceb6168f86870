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
  /// Where its weights come from, where they are not drawn.
  public internal(set) var weights: NetworkWeights?
  /// The network that it is a running average of.
  public internal(set) var average: NetworkAverage?

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

  /// The same architecture under another name, with weights of its own, or those of an average.
  func renamed(_ name: String, range: SourceRange?, average: NetworkAverage? = nil)
    -> NetworkDefinition
  {
    let form = CanonicalLayer.text(self.name)
    var network = NetworkDefinition(
      name: name, range: range, inputs: inputs, nodes: nodes, names: names, main: main,
      canonical: CanonicalLayer.map(
        average.map { ["ema": form, "decay": CanonicalLayer.number($0.decay)] } ?? ["like": form]))
    network.average = average
    return network
  }

  /// Its layers in order: the path of each within the network, its kind, and the places of those it reads, of which
  /// an input has none.
  public var layers: [(name: String, kind: String, sources: [Int?])] {
    nodes.map { node in
      let kind =
        if case .layer(let layer) = node.kind { type(of: layer).schema.name } else { "sum" }
      let sources = node.sources.map { if case .node(let index) = $0 { index } else { Int?.none } }
      return (node.name, kind, sources)
    }
  }

  /// The first layer by which a place of a sequence sees those after it, and what keeps it from them.
  public var lookingAhead: (name: String, range: SourceRange?, advice: String)? {
    for node in nodes {
      guard case .layer(let layer) = node.kind,
        let advice = (layer as? any AttentionLayer)?.wayToBeCausal
      else { continue }
      return (node.name, node.range, advice)
    }
    return nil
  }

  /// The names of the outputs that no layer reads, the main one left out.
  public var heads: [String] {
    var unread = Set(nodes.indices.map { NetworkSource.node($0) })
    for node in nodes { unread.subtract(node.sources) }
    unread.remove(main)
    return nodes.indices.filter { unread.contains(.node($0)) }.map { nodes[$0].name }
  }
}

/// What a network says of its weights.
public struct NetworkWeights: Sendable {
  /// As `NetworkSchema.weights` has them.
  public let fields: Fields
  /// The tables of names of the network's own file, as `NetworkSchema.weightsTable` has them.
  public let tables: OrderedDictionary<String, FieldValue>
}

/// A running average of another network: `a ← decay · a + (1 − decay) · w` after each of its updates.
public struct NetworkAverage: Hashable, Sendable {
  public let network: String
  public let decay: Double

  /// "running average of denoiser, decay 0.9999".
  public var phrase: String { "running average of \(network), decay \(decay)" }
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
