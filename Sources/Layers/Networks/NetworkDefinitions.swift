import Config
import Diagnostics
import OrderedCollections

/// Reads the `networks` of an experiment.
public struct NetworkDefinitions {
  /// Loads the file of `use: networks/…`: the node is the path as written.
  public typealias Load = (ConfigNode) throws -> ConfigNode

  let vocabulary: LayerVocabulary
  let blocks: OrderedDictionary<String, BlockDefinition>
  let scope: Scope
  let load: Load

  /// - Throws: all mistakes in the blocks' own keys.
  public init(
    _ vocabulary: LayerVocabulary, blocks: ConfigNode?, scope: Scope, load: @escaping Load
  ) throws {
    self.vocabulary = vocabulary
    self.scope = scope
    self.load = load
    self.blocks = try NetworkDefinitions.blocks(blocks, vocabulary, scope: scope)
  }

  private static func blocks(
    _ node: ConfigNode?, _ vocabulary: LayerVocabulary, scope: Scope
  ) throws -> OrderedDictionary<String, BlockDefinition> {
    guard let node else { return [:] }
    guard case .map(let entries) = node.content else {
      throw Diagnostic("expected blocks by name", at: node.range)
    }
    var mistakes = DiagnosticList()
    var blocks: OrderedDictionary<String, BlockDefinition> = [:]
    for (name, entry) in entries {
      if vocabulary.has(name) || NetworkSchema.container(name) != nil || name == "none" {
        mistakes.add(Diagnostic("'\(name)' is the name of a layer", at: entry.keyRange))
      }
      blocks[name] = try mistakes.collect { try BlockDefinition(entry.value, scope: scope) }
    }
    try mistakes.throwIfErrors()
    return blocks
  }

  /// The definitions by name.
  ///
  /// - Throws: all mistakes in all networks.
  public func read(_ networks: ConfigNode) throws -> OrderedDictionary<String, NetworkDefinition> {
    guard case .map(let entries) = networks.content else {
      throw Diagnostic("expected networks by name", at: networks.range)
    }
    var mistakes = DiagnosticList()
    var definitions: OrderedDictionary<String, NetworkDefinition> = [:]
    var likes:
      [(
        name: String, other: String, entry: ConfigNode.Entry, range: SourceRange?,
        weights: NetworkWeights?, average: NetworkAverage?
      )] = []
    for (name, entry) in entries {
      try mistakes.collect {
        let range = entry.keyRange ?? entry.value.range
        let fields = try Fields(
          checking: entry.value, against: NetworkSchema.network, in: scope)
        if let other = try like(fields) {
          let isAverage = fields.has("ema")
          let average = NetworkAverage(
            network: other, decay: fields.has("decay") ? fields.number("decay") : 0.999)
          likes.append(
            (
              name, other, entry, fields.range(of: isAverage ? "ema" : "like"),
              try Self.weights(fields), isAverage ? average : nil
            ))
        } else {
          definitions[name] = try read(name, fields, at: range)
        }
      }
    }
    // A chain of likes resolves in as many rounds as it is long; what is left over has no end.
    var pending = likes
    while !pending.isEmpty {
      let rest = pending.filter { definitions[$0.other] == nil }
      for item in pending {
        guard let other = definitions[item.other] else { continue }
        if item.average != nil, other.average != nil {
          mistakes.add(
            Diagnostic(
              "'\(item.other)' is an average itself; name the network that is trained",
              at: item.range))
        }
        definitions[item.name] = other.renamed(
          item.name, range: item.entry.keyRange, average: item.average)
        definitions[item.name]?.weights = item.weights
      }
      if rest.count == pending.count { break }
      pending = rest
    }
    for item in pending where definitions[item.other] == nil {
      let isKnown = entries[item.other] != nil
      if isKnown, !Self.isCircle(from: item.name, likes.map { ($0.name, $0.other) }) { continue }
      let message =
        isKnown
        ? "'\(item.name)' is like '\(item.other)', which is like it again"
        : "unknown network '\(item.other)'"
          + Suggestion.phrase(for: item.other, among: entries.keys, where: { $0 != item.name })
      mistakes.add(Diagnostic(message, at: item.range))
    }
    try mistakes.throwIfErrors()
    return OrderedDictionary(
      uniqueKeysWithValues: entries.keys.compactMap { name in
        definitions[name].map { (name, $0) }
      })
  }

  /// Whether the networks that each is like lead back to one of them, and not to one with a mistake of its own.
  private static func isCircle(from name: String, _ likes: [(String, String)]) -> Bool {
    let others = Dictionary(likes, uniquingKeysWith: { first, _ in first })
    var met: Set<String> = []
    var next: String? = name
    while let current = next {
      guard met.insert(current).inserted else { return true }
      next = others[current]
    }
    return false
  }

  /// The network that `like` or `ema` names.
  private func like(_ fields: Fields) throws -> String? {
    let forms = ["layers", "use", "like", "ema"].filter { fields.has($0) }
    guard forms.count == 1 else {
      let found = forms.isEmpty ? "none of them" : forms.joined(separator: " and ")
      throw Diagnostic(
        "a network has 'layers' with an 'input', or 'use', or 'like', or 'ema'; found \(found)",
        at: fields.range)
    }
    for (key, form) in [("decay", "ema"), ("params", "use")]
    where fields.has(key) && !fields.has(form) {
      throw Diagnostic("'\(key)' goes with '\(form)'", at: fields.value(key).keyRange)
    }
    if fields.has("ema"), fields.has("weights") {
      throw Diagnostic(
        "an average begins as its network does; give that one the weights",
        at: fields.value("weights").keyRange)
    }
    return ["like", "ema"].first { fields.has($0) }.map { fields.text($0) }
  }

  private static func weights(
    _ fields: Fields, tables: OrderedDictionary<String, FieldValue> = [:]
  ) throws -> NetworkWeights? {
    guard fields.has("weights") else { return nil }
    let own = fields.fields("weights")
    guard own.has("file") != own.has("run") else {
      throw Diagnostic(
        own.has("file")
          ? "weights come from a 'file' or from a 'run', not from both"
          : "weights need a file: 'weights: weights/vgg19.safetensors', or 'run: NAME/HASH'",
        at: own.range ?? fields.range(of: "weights"))
    }
    return NetworkWeights(fields: own, tables: tables)
  }

  private func read(
    _ name: String, _ fields: Fields, at range: SourceRange?
  ) throws -> NetworkDefinition {
    guard fields.has("use") else {
      guard fields.has("input") else {
        throw Diagnostic(
          "network '\(name)' needs an 'input', the shape of one example: 'input: [28, 28, 1]'",
          at: range)
      }
      var network = try read(name, fields, blocks: blocks, scope: scope, at: range)
      network.weights = try Self.weights(fields)
      return network
    }
    let path = fields.value("use")
    let file = try load(
      ConfigNode(.text(path.text("use")), range: path.range, origin: path.origin))
    // A file sees its own params only, so that it means the same in every experiment.
    let params = try BlockDefinition.params(file["params"])
    let given = fields.has("params") ? fields.value("params").node("params") : nil
    var own = Scope()
    own.words = scope.words
    let inner = try own.filled(
      params, from: given, of: "'\(path.text("use").excerpt)'", at: path.range, caller: scope)
    let blocks = try NetworkDefinitions.blocks(file["blocks"], vocabulary, scope: inner)
    let checked = try Fields(checking: file, against: NetworkSchema.file, in: inner)
    var network = try read(name, checked, blocks: blocks, scope: inner, at: range)
    network.weights = try Self.weights(
      fields, tables: checked.has("names") ? checked.mapping("names") : [:])
    return network
  }

  private func read(
    _ name: String, _ fields: Fields, blocks: OrderedDictionary<String, BlockDefinition>,
    scope: Scope, at range: SourceRange?
  ) throws -> NetworkDefinition {
    let inputs = NetworkDefinitions.inputs(fields.value("input"))
    guard !inputs.isEmpty else {
      throw Diagnostic(
        "a network has at least one input: 'input: [28, 28, 1]'", at: fields.range(of: "input"))
    }
    let written = fields.has("defaults") ? fields.mapping("defaults") : [:]
    // They mean what they mean here, not in a block that uses one of the names for a param.
    let defaults = ConfigNode(
      .map(
        try written.mapValues {
          ConfigNode.Entry(keyRange: $0.keyRange, value: try scope.evaluated($0.node()))
        }), range: nil, origin: .standard)
    let parser = LayerListParser(vocabulary, blocks: blocks, defaults: defaults, scope: scope)
    var sources: [String: NetworkSource] = [:]
    for (index, input) in inputs.keys.enumerated() { sources[input] = .input(index) }
    let place = LayerListParser.Place(prefix: "", scope: scope, outer: nil, inputs: sources)
    let main = parser.parse(fields.value("layers").node("layers"), after: .input(0), in: place)
    try parser.diagnostics.throwIfErrors()
    let read = Set(parser.nodes.flatMap(\.sources) + [main])
    for (index, input) in inputs.keys.enumerated() where !read.contains(.input(index)) {
      throw Diagnostic("no layer reads the input '\(input)'", at: fields.range(of: "input"))
    }
    return NetworkDefinition(
      name: name, range: range, inputs: inputs, nodes: parser.nodes,
      names: place.names.merging(place.taps) { own, _ in own }, main: main,
      canonical: CanonicalLayer.map([
        "input": fields.value("input").canonical(in: scope),
        "layers": CanonicalLayer.list(parser.written),
      ]))
  }

  private static func inputs(_ value: FieldValue) -> OrderedDictionary<String, [Int]> {
    guard case .mapping(let named) = value.content else { return ["input": value.shape("input")] }
    return named.mapValues { $0.shape("input") }
  }
}
