import Artifacts
import Config
import Experiment
import Graph

/// What a drawing of an experiment shows: how values flow from data to updates, and the layers of each network.
public struct ModelDrawing: Sendable {
  /// A box of the flow.
  struct Item: Hashable {
    enum Kind: String, CaseIterable {
      case data, variable, value, network, loss, update, metric, sample, plot

      /// Whether expressions read it by its name.
      var isRead: Bool {
        switch self {
        case .data, .variable, .value, .network, .loss: true
        case .update, .metric, .sample, .plot: false
        }
      }
    }

    let kind: Kind
    let name: String
    /// What the file says of it, a line each.
    let lines: [String]
    /// The places of the boxes that it reads.
    var reads: [Int]
    /// How many boxes stand before it on the longest way.
    var depth: Int
  }

  struct Layer: Hashable {
    let name: String
    let kind: String
    /// `[14, 14, 32]`; empty where it is not known.
    let shape: String
    let parameters: Int
    /// The places of the layers that it reads; `nil` for an input of the network.
    let sources: [Int?]
  }

  struct Network: Hashable {
    let name: String
    /// `[28, 28, 1]`, with its name where there are several.
    let inputs: [String]
    let layers: [Layer]
    let parameters: Int
    /// The updates that change its weights.
    let trainedBy: [String]
    /// What changes it where it is an average: "running average of denoiser, decay 0.9999".
    let average: String?

    /// "denoiser, 105825 parameters".
    var title: String {
      parameters == 0 && average != nil ? name : "\(name), \(parameters) parameters"
    }
  }

  let name: String
  let items: [Item]
  let networks: [Network]

  /// Kinds of layers that compute nothing where they have nothing to drop or to add, and are as what they read.
  private static let passing: Set<String> = ["dropout", "gaussian_noise", "spatial_dropout"]

  /// - Throws: missing data, where shapes are not known without it.
  public init(_ experiment: LoadedExperiment) throws {
    try experiment.requireData()
    let definition = experiment.model.definition
    let updates = (definition.train?.stages ?? []).flatMap(\.updates)
    name = experiment.name
    items = Self.items(experiment.model, updates)
    let entries = try experiment.graphs.stateEntries()
    let graphs = try experiment.graphs.namedGraphs()
    networks = definition.networks.map { name, network in
      let known = graphs.first { $0.graph.calls(name) }?.graph.layers(of: name) ?? []
      let shapes = Dictionary(
        known.map { ($0.path, $0.shape) }, uniquingKeysWith: { first, _ in first })
      let kind: StateEntry.Kind = network.average == nil ? .parameter : .average
      let own = entries.filter { $0.kind == kind && $0.name.hasPrefix(name + ".") }
      func count(_ prefix: String) -> Int {
        own.filter { $0.name.hasPrefix(prefix + ".") }.reduce(0) { $0 + $1.type.shape.count }
      }
      var layers: [Layer] = []
      for layer in network.layers {
        let path = "\(name).\(layer.name)"
        var shape = ""
        if let extents = shapes[path]?.extents.dropFirst().map(String.init) {
          shape = "[\(extents.joined(separator: ", "))]"
        } else if Self.passing.contains(layer.kind), let source = layer.sources.first ?? nil,
          layers.indices.contains(source)
        {
          shape = layers[source].shape
        }
        layers.append(
          Layer(
            name: layer.name, kind: layer.kind, shape: shape, parameters: count(path),
            sources: layer.sources))
      }
      let inputs = network.inputs.map { input, extents in
        let shape = "[" + extents.map { $0 < 0 ? "any" : "\($0)" }.joined(separator: ", ") + "]"
        return network.inputs.count > 1 ? "\(input) \(shape)" : shape
      }
      return Network(
        name: name, inputs: inputs, layers: layers, parameters: count(name),
        trainedBy: updates.filter { $0.targets.contains(name) }.map(\.name).unique,
        average: network.average?.phrase)
    }
  }

  private static func items(_ model: Model, _ updates: [UpdateDefinition]) -> [Item] {
    let definition = model.definition
    var items: [Item] = []
    var places: [String: Int] = [:]
    func add(_ kind: Item.Kind, _ name: String, _ lines: [String], reads names: [String]) {
      let reads = names.unique.compactMap { places[$0] }
      let depth = reads.map { items[$0].depth + 1 }.max() ?? 0
      // An update changes a variable of the same name, a sample may be called as a value.
      if kind.isRead { places[name] = items.count }
      items.append(Item(kind: kind, name: name, lines: lines, reads: reads, depth: depth))
    }
    // What is shown of no data and no value comes from the networks that it calls.
    func addOutput(
      _ kind: Item.Kind, _ name: String, _ lines: [String], of expressions: [ExpressionTree]
    ) {
      var names = expressions.flatMap(\.names)
      if names.allSatisfy({ places[$0] == nil }) {
        for network in expressions.flatMap(\.calledNames).unique
        where definition.networks[network] != nil {
          let trainers = updates.filter { $0.targets.contains(network) }.map(\.name).unique
          if places[network] == nil {
            add(
              .network, network,
              trainers.isEmpty ? [] : ["trained by \(trainers.joined(separator: ", "))"], reads: [])
          }
          names.append(network)
        }
      }
      add(kind, name, lines, reads: names)
    }
    for name in definition.data.keys {
      let fields = model.descriptions[name]?.fields.map {
        "\($0.name)" + ($0.type.shape.rank == 0 ? "" : " \($0.type.shape)")
      }
      add(.data, name, fields ?? [], reads: [])
    }
    for (name, variable) in definition.variables {
      let initial = variable.initial
      add(
        .variable, name, initial.map { ["begins as \($0)"] } ?? ["a pool of past values"],
        reads: initial?.names ?? [])
    }
    // A value may stand before those it reads.
    var waiting = definition.values.map { ($0.key, $0.value) }
    while !waiting.isEmpty {
      let names = Set(waiting.map(\.0))
      let ready = waiting.filter { name, tree in
        !tree.names.contains { $0 != name && names.contains($0) }
      }
      let next = ready.isEmpty ? waiting : ready
      for (name, tree) in next { add(.value, name, ["\(tree)"], reads: tree.names) }
      let done = Set(next.map(\.0))
      waiting.removeAll { done.contains($0.0) }
    }
    for (name, tree) in definition.losses { add(.loss, name, ["\(tree)"], reads: tree.names) }
    for update in updates {
      let verb =
        switch update.rule {
        case .minimize: "minimizes"
        case .maximize: "maximizes"
        case .assign: "takes"
        }
      let tree = update.rule.expression
      add(
        .update, update.name,
        ["\(verb) \(tree)", "changes \(update.targets.joined(separator: ", "))"],
        reads: tree.names)
    }
    for metric in definition.metrics {
      let read = [metric.value] + (metric.iteration?.expressions ?? [])
      addOutput(.metric, metric.name, ["\(metric.value)"], of: read)
    }
    for sample in definition.outputs.samples {
      // A lattice over a value is evaluated between ends that are set; the value is read for them.
      let read =
        sample.request.items.map(\.expression) + sample.lattices.map(\.value)
        + (sample.iteration?.expressions ?? [])
      addOutput(.sample, sample.name, sample.rows.map { "\($0)" }, of: read)
    }
    for text in definition.outputs.texts {
      addOutput(.sample, text.name, ["\(text.scores)"], of: [text.scores])
    }
    for plot in definition.outputs.plots {
      let read = plot.request.items.map(\.expression)
      let shown = read.dropLast(plot.groups.count).map { "\($0)" }
      addOutput(.plot, plot.name, shown, of: read)
    }
    place(&items)
    return items
  }

  /// Gives each its column.
  private static func place(_ items: inout [Item]) {
    // Losses stand behind all values, as figures and pictures do, and updates behind all losses.
    let values = items.filter { $0.kind.isRead && $0.kind != .loss }.map(\.depth).max() ?? 0
    var losses = values
    for index in items.indices where items[index].kind == .loss {
      let inner = items[index].reads.filter { items[$0].kind == .loss }.map { items[$0].depth + 1 }
      items[index].depth = max(values + 1, inner.max() ?? 0)
      losses = max(losses, items[index].depth)
    }
    for index in items.indices where items[index].kind == .update {
      items[index].depth = losses + 1
    }
    for index in items.indices where [.metric, .sample, .plot].contains(items[index].kind) {
      let inner = items[index].reads.map { items[$0].depth + 1 }
      items[index].depth = max(values + 1, inner.max() ?? 0)
    }
    // What reads nothing stands before the first that reads it.
    for index in items.indices
    where [.value, .network].contains(items[index].kind) && items[index].reads.isEmpty {
      let readers = items.filter { $0.reads.contains(index) }
      items[index].depth = readers.map { $0.depth - 1 }.min() ?? 0
    }
  }
}

extension ModelDrawing {
  /// Writes the drawing in the form that the name's end says.
  public func write(to path: String) throws {
    try AtomicFile.write(path.hasSuffix(".dot") ? dot : svg() + "\n", to: path)
  }
}
