import Config
import Diagnostics
import OrderedCollections

/// Spells out a list of layers: blocks, repeats and residuals become plain nodes.
final class LayerListParser {
  /// A mistake in a file, not a network, has more layers, blocks and repeats together.
  static let maximumItems = 20_000
  static let maximumDepth = 32

  let blocks: OrderedDictionary<String, BlockDefinition>
  private(set) var diagnostics = DiagnosticList()
  private(set) var nodes: [NetworkNode] = []
  /// The list being read, as the canonical form writes it.
  private(set) var written: [ConfigNode] = []
  private var itemCount = 0
  /// In how many repeats a round behind the first is read.
  private var laterRounds = 0
  /// What was reported: a mistake in a block is told once, however often the block is used.
  private var reported: Set<Diagnostic> = []
  /// The blocks that are being read, the innermost last, each with its use.
  private var uses: [(item: LayerItem, block: BlockDefinition)] = []

  private let vocabulary: LayerVocabulary
  /// Fields by the kind of a layer, for those that do not give them.
  private let defaults: OrderedDictionary<String, ConfigNode>
  /// The params that every block sees.
  private let scope: Scope

  init(
    _ vocabulary: LayerVocabulary, blocks: OrderedDictionary<String, BlockDefinition>,
    defaults: ConfigNode?, scope: Scope
  ) {
    self.vocabulary = vocabulary
    self.defaults = (defaults?.entries ?? [:]).mapValues(\.value)
    self.blocks = blocks
    self.scope = scope
    for (kind, entry) in defaults?.entries ?? [:] {
      if let problem = unknown(kind, at: entry.keyRange) { report(problem) }
    }
  }

  /// The names and numbers of one network or block.
  final class Place {
    /// What stands before the names of layers: `down1.` within a block.
    let prefix: String
    let scope: Scope
    let outer: Place?
    /// Of which block this is the inside.
    let block: String?
    let depth: Int
    var names: OrderedDictionary<String, NetworkSource> = [:]
    /// What stands within groups, by its path: `fire5.expand3x3`.
    var taps: OrderedDictionary<String, NetworkSource> = [:]
    var counts: [String: Int] = [:]
    /// The numbers of the automatic names that the canonical form leaves out.
    var writtenCounts: [String: Int] = [:]

    init(
      prefix: String, scope: Scope, outer: Place?, block: String? = nil,
      inputs: [String: NetworkSource]
    ) {
      self.block = block
      self.prefix = prefix
      self.scope = scope
      self.outer = outer
      self.depth = (outer?.depth ?? 0) + 1
      self.inputs = inputs
    }

    let inputs: [String: NetworkSource]

    /// Whether this stands in a block, at whatever remove.
    func isWithin(_ block: String) -> Bool {
      self.block == block || outer?.isWithin(block) ?? false
    }

    func source(_ name: String) -> NetworkSource? {
      names[name] ?? taps[name] ?? inputs[name] ?? outer?.source(name)
    }

    var known: [String] {
      Array(names.keys) + inputs.keys.sorted() + Array(taps.keys) + (outer?.known ?? [])
    }
  }

  /// Reads `layers` after `previous` and returns what the last one gives.
  func parse(_ layers: ConfigNode, after previous: NetworkSource, in place: Place) -> NetworkSource
  {
    guard case .list(let items) = layers.content else {
      report(Diagnostic("expected a list of layers\(layers.listAdvice)", at: layers.range))
      return previous
    }
    var previous = previous
    for item in items
    where itemCount <= LayerListParser.maximumItems && !diagnostics.isFull {
      if let next = diagnosed({ try parse(item: item, after: previous, in: place) }) {
        previous = next
      } else {
        // What is wrong with it is told; that others take it is not wrong.
        let failed = try? LayerItem(item, scope: place.scope)
        let name =
          failed?.name?.name ?? failed?.value["as"]?.text ?? item["as"]?.text ?? item["name"]?.text
        if let name, place.names[name] == nil { place.names[name] = previous }
      }
    }
    return previous
  }

  private func count(at range: SourceRange?) throws {
    itemCount += 1
    guard itemCount <= LayerListParser.maximumItems else {
      throw Diagnostic(
        "the network has more than \(LayerListParser.maximumItems) layers", at: range)
    }
  }

  /// The result of `body`; what it throws is kept.
  private func diagnosed(_ body: () throws -> NetworkSource) -> NetworkSource? {
    do {
      return try body()
    } catch let error as Diagnostic {
      report(error)
    } catch let list as DiagnosticList {
      for error in list.diagnostics { report(error) }
    } catch {
      report(Diagnostic("\(error)", at: nil))
    }
    return nil
  }

  private func report(_ diagnostic: Diagnostic) {
    guard reported.insert(diagnostic).inserted else { return }
    // What a param is made wrong by stands where the block is used.
    let use = self.use(behind: diagnostic).map {
      Diagnostic.Note("in this use of '\($0.kind.excerpt)'", at: $0.range)
    }
    diagnostics.add(diagnostic.replacing(notes: diagnostic.notes + (use.map { [$0] } ?? [])))
  }

  /// The use of a block that gives the param which a mistake in it reads: of blocks in one another the outermost that
  /// hands it on.
  private func use(behind mistake: Diagnostic) -> LayerItem? {
    var found: LayerItem?
    var names = Self.names(in: mistake.range)
    for (item, block) in uses.reversed() {
      names = names.filter { block.params.keys.contains($0) }
      guard !names.isEmpty else { break }
      found = item
      names = Set(names.flatMap { Self.names(in: item.value[$0]?.range) })
    }
    return found
  }

  /// The names in the value at a place; none where it is a key.
  private static func names(in range: SourceRange?) -> Set<String> {
    guard let range, range.end - range.start <= 256,
      range.file.slice(from: range.end, to: range.end + 1) != ":"
    else { return [] }
    let words = range.text.split(whereSeparator: { character in
      !(character.isASCII && (character.isLetter || character.isNumber || character == "_"))
    })
    return Set(words.map { String($0) })
  }

  private func parse(
    item: ConfigNode, after previous: NetworkSource, in place: Place
  ) throws -> NetworkSource {
    try count(at: item.range)
    let layer = try LayerItem(
      item, scope: place.scope, schema: { vocabulary.type(named: $0)?.schema })
    guard let item = layer else { return previous }
    var source = previous
    if let from = item.from { source = try find(from.name, at: from.range, in: place) }
    let result: NetworkSource
    if let container = NetworkSchema.container(item.kind) {
      result = try parse(container, item, after: source, in: place)
    } else if let block = blocks[item.kind] {
      scope.usage?.record(block: item.kind)
      result = try parse(block, item, after: source, in: place)
    } else {
      let type = try layerType(item, in: place)
      // In a layer's expression x is what goes in.
      let fields = try checkedFields(item, type.schema, place)
        .puttingParams(in: place.scope, besides: "x")
      let layer = try type.init(fields)
      let reads = layer.reads
      if let from = item.from, !reads.takesPrevious {
        throw Diagnostic("'of' names all that goes in; leave out 'from'", at: from.range)
      }
      let others = try reads.names.map { try find($0.name, at: $0.range, in: place) }
      let name = try self.name(of: item, in: place)
      let sources = (reads.takesPrevious ? [source] : []) + others
      result = append(name, item, .layer(layer), sources, in: place)
      let written = fields.canonical()
      write(
        item.kind, reads.names.isEmpty ? written : CanonicalLayer.listing(written), item, name,
        in: place)
    }
    return result
  }

  private func parse(
    _ container: Schema, _ item: LayerItem, after source: NetworkSource, in place: Place
  ) throws -> NetworkSource {
    let fields = try checkedFields(item, container, place)
    let layers = fields.value("layers").node("layers")
    if container.name == "group" {
      guard place.depth < LayerListParser.maximumDepth else {
        throw Diagnostic("groups stand too deep in one another", at: item.range)
      }
      return try group(
        layers, item, kind: fields.text("kind"), scope: place.scope, after: source, in: place)
    }
    let name = try self.name(of: item, in: place)
    let written = reserve(item.kind, name, in: place)
    if container.name == "residual" {
      let (end, inner) = collecting { parse(layers, after: source, in: place) }
      write(item, CanonicalLayer.map(["layers": inner]), as: written)
      return append(name, item, .sum, [end, source], in: place)
    }
    var end = source
    var first: ConfigNode?
    let times = fields.integer("times")
    let outer = laterRounds
    defer { laterRounds = outer }
    for round in 0..<times where round == 0 || !diagnostics.hasErrors {
      try count(at: item.range)
      if round > 0 { laterRounds = outer + 1 }
      let (next, inner) = collecting { parse(layers, after: end, in: place) }
      end = next
      first = first ?? inner
    }
    write(
      item,
      CanonicalLayer.map([
        "times": CanonicalLayer.integer(times), "layers": first ?? CanonicalLayer.list([]),
      ]), as: written)
    place.names[name] = end
    return end
  }

  /// Layers whose names stand under one name, which begins with `kind` where the file gives none.
  private func group(
    _ layers: ConfigNode, _ item: LayerItem, kind: String, block: String? = nil, scope: Scope,
    after source: NetworkSource, in place: Place
  ) throws -> NetworkSource {
    guard isName(kind), kind.utf8.count <= 128 else {
      throw Diagnostic(
        "the kind of a group is a name: a letter, then letters, digits and _", at: item.range)
    }
    let name = try self.name(of: item, kind: kind, in: place)
    let given = reserve(kind, name, in: place)
    let inner = Place(
      prefix: place.prefix + name + ".", scope: scope, outer: place, block: block,
      inputs: ["input": source])
    let (end, list) = collecting { parse(layers, after: source, in: inner) }
    written.append(
      CanonicalLayer(
        kind: "group",
        fields: CanonicalLayer.map(["kind": CanonicalLayer.text(kind), "layers": list]),
        name: given, from: item.from?.name
      ).node)
    place.names[name] = end
    for (path, source) in inner.names.merging(inner.taps, uniquingKeysWith: { own, _ in own }) {
      place.taps["\(name).\(path)"] = source
    }
    return end
  }

  /// What `body` gives, and the list that it wrote.
  private func collecting(_ body: () -> NetworkSource) -> (NetworkSource, ConfigNode) {
    let outer = written
    written = []
    defer { written = outer }
    let end = body()
    return (end, CanonicalLayer.list(written))
  }

  /// The name as the canonical form writes it: `nil` where it is what the layer is called anyway.
  private func reserve(_ kind: String, _ name: String, in place: Place) -> String? {
    let number = place.writtenCounts[kind, default: 0] + 1
    guard name == "\(kind)_\(number)" else { return name }
    place.writtenCounts[kind] = number
    return nil
  }

  private func write(
    _ kind: String, _ fields: ConfigNode, _ item: LayerItem, _ name: String, in place: Place
  ) {
    write(item, fields, as: reserve(kind, name, in: place))
  }

  private func write(_ item: LayerItem, _ fields: ConfigNode, as name: String?) {
    written.append(
      CanonicalLayer(kind: item.kind, fields: fields, name: name, from: item.from?.name).node)
  }

  private func parse(
    _ block: BlockDefinition, _ item: LayerItem, after source: NetworkSource, in place: Place
  ) throws -> NetworkSource {
    guard place.depth < LayerListParser.maximumDepth else {
      throw Diagnostic(
        place.isWithin(item.kind)
          ? "block '\(item.kind.excerpt)' contains itself"
          : "blocks stand more than \(LayerListParser.maximumDepth) deep in one another",
        at: item.range)
    }
    let scope = try block.scope(
      for: item.value, named: item.kind, at: item.range, caller: place.scope, experiment: scope)
    uses.append((item, block))
    defer { uses.removeLast() }
    return try group(
      block.layers, item, kind: item.kind, block: item.kind, scope: scope, after: source, in: place)
  }

  private func append(
    _ name: String, _ item: LayerItem, _ kind: NetworkNode.Kind, _ sources: [NetworkSource],
    in place: Place
  ) -> NetworkSource {
    nodes.append(
      NetworkNode(name: place.prefix + name, range: item.range, kind: kind, sources: sources))
    place.names[name] = .node(nodes.count - 1)
    return .node(nodes.count - 1)
  }

  /// What the layer is called: its `as`, or its kind and number.
  private func name(
    of item: LayerItem, kind: String? = nil, in place: Place
  ) throws -> String {
    let kind = kind ?? item.kind
    let name: String
    if let given = item.name {
      name = given.name
    } else {
      place.counts[kind, default: 0] += 1
      name = "\(kind)_\(place.counts[kind, default: 1])"
    }
    guard place.names[name] == nil, place.inputs[name] == nil else {
      let advice =
        laterRounds > 0 && item.name != nil
        ? ", and 'repeat' gives it in each round; a block that is repeated has names of its own"
        : ""
      throw Diagnostic(
        "the name '\(name.excerpt)' is taken; every name in a network is given once\(advice)",
        at: item.name?.range ?? item.range)
    }
    return name
  }

  private func find(
    _ name: String, at range: SourceRange?, in place: Place
  ) throws -> NetworkSource {
    if let source = place.source(name) { return source }
    throw Diagnostic(
      "no layer above is named '\(name.excerpt)'"
        + Suggestion.phrase(for: name, among: place.known),
      at: range)
  }

  private func layerType(_ item: LayerItem, in place: Place) throws -> any NetworkLayer.Type {
    if let type = vocabulary.type(named: item.kind) { return type }
    guard let problem = unknown(item.kind, at: item.kindRange) else {
      preconditionFailure("the layer '\(item.kind)' is known and is not")
    }
    guard let meant = ForeignNames.meant(by: item.kind, among: vocabulary.names),
      let type = vocabulary.type(named: meant), item.value.entries?.isEmpty == false
    else { throw problem }
    // Its fields are told with it, as those of the layer that is meant.
    var problems = DiagnosticList([problem])
    _ = try problems.collect { try checkedFields(item, type.schema, place) }
    throw problems
  }

  /// What is wrong with the kind of a layer, where there is none of that name.
  private func unknown(_ kind: String, at range: SourceRange?) -> Diagnostic? {
    if vocabulary.type(named: kind) != nil { return nil }
    let known =
      vocabulary.names + NetworkSchema.containers.schemas.map(\.name) + Array(blocks.keys)
    let hint =
      ForeignCall(kind)?.hint(among: vocabulary.types.map { $0.schema }, in: scope, isItem: true)
      ?? ForeignNames.hint(for: kind, among: known) ?? Suggestion.phrase(for: kind, among: known)
    return Diagnostic("unknown layer '\(kind.excerpt)'" + hint, at: range)
  }

  private func checkedFields(_ item: LayerItem, _ schema: Schema, _ place: Place) throws -> Fields {
    for (key, entry) in item.value.entries ?? [:]
    where !schema.fields.contains(where: { $0.name == key }) {
      guard let advice = LayerItem.advice(on: key, entry.value) else { continue }
      throw Diagnostic(
        "\(item.kind.excerpt) has no field '\(key)'\(advice)", at: entry.keyRange ?? item.range)
    }
    return try Fields(
      checking: item.value, against: schema, in: place.scope, at: item.kindRange,
      defaults: defaults[item.kind])
  }
}
