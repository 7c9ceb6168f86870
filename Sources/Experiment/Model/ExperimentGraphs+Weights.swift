import Diagnostics
import Graph
import Layers
import OrderedCollections
import Tensors

extension ExperimentGraphs {
  /// How the weights of each network are read that come from a file, by the file's header.
  ///
  /// - Throws: `DiagnosticList` with every file that is malformed, or does not fit its network.
  func weightsFits() throws -> [WeightsFit] {
    let definition = model.definition
    guard !definition.weights.isEmpty else { return [] }
    let entries = try declarations().map(\.entry)
    var problems = DiagnosticList()
    var fits: [WeightsFit] = []
    for (name, weights) in definition.weights {
      guard let network = definition.networks[name] else { continue }
      try problems.collect {
        guard let found = try weights.file() else { return }
        let file = try WeightsFile(found)
        let needs = WeightsFit.Needs(
          network: name,
          entries: entries.filter {
            $0.name.hasPrefix(name + ".") && ($0.kind == .parameter || $0.kind == .statistic)
          },
          kinds: Dictionary(
            network.layers.map { ($0.name, $0.kind) }, uniquingKeysWith: { first, _ in first }),
          orders: FeatureOrders(network.layers, pictures: try pictures(of: network)))
        let header = try file.header()
        var fit = try WeightsFit(needs, weights, file: file, header: header)
        fit.warnings = [
          WeightsFit.otherNumbers(
            of: network.canonical, named: name, weights: weights, header: header),
          WeightsFit.otherClasses(of: needs, in: model, weights: weights, header: header),
          WeightsFit.otherRange(of: name, in: model, header: header),
        ].compactMap(\.self)
        fits.append(fit)
      }
    }
    try problems.throwIfErrors()
    return fits
  }

  /// The pictures, `[height, width, channels]`, that go into each `flatten` of a network and come out of each `reshape`.
  private func pictures(of network: NetworkDefinition) throws -> [String: [Int]] {
    let kinds = Dictionary(
      network.layers.map { ($0.name, $0.kind) }, uniquingKeysWith: { first, _ in first })
    var pictures: [String: [Int]] = [:]
    let graphs = try fullStages.map(\.graph) + evaluations.map(\.graph.graph)
    for graph in graphs {
      for node in graph.nodes {
        guard case .layer(network.name, let layer, _) = node.origin.owner,
          node.operation is Reshape
        else { continue }
        let shape: Shape
        switch kinds[layer] {
        case "flatten": shape = graph.type(of: node.inputs[0]).shape
        case "reshape": shape = node.outputs[0].shape
        default: continue
        }
        if shape.rank == 4 { pictures[layer] = Array(shape.extents.dropFirst()) }
      }
    }
    return pictures
  }
}
