import Config
import Datasets
import Diagnostics
import Graph
import Layers
import OrderedCollections

/// An experiment, checked as far as that is possible without reading data: every key has its type, every
/// name is defined once.
public struct ExperimentDefinition: Sendable {
  public let name: String
  public let about: String?
  public let source: String?
  /// The warnings that are meant to be so.
  public let allowed: AllowedWarnings
  public let seed: UInt64
  public let scope: Scope
  public let data: OrderedDictionary<String, DataSet>
  public let networks: OrderedDictionary<String, NetworkDefinition>
  /// Where the weights of networks come from that are not drawn.
  public internal(set) var weights: OrderedDictionary<String, WeightsDefinition>
  public let variables: OrderedDictionary<String, VariableDefinition>
  public let values: OrderedDictionary<String, ExpressionTree>
  public let losses: OrderedDictionary<String, ExpressionTree>
  public let train: TrainDefinition?
  /// Which rewritings of arithmetic its programs may have.
  public var numerics: Numerics { train?.numerics ?? .fast }
  public let metrics: [MetricDefinition]
  public let outputs: OutputsDefinition
  /// Where paths point.
  package let location: DataLocation
  /// Everything that was written, with defaults filled in.
  public let fields: Fields
  /// Where each name of the file is defined.
  let places: OrderedDictionary<String, SourceRange?>
  /// What each name stands for.
  let entries: NamedEntries
  /// Where each block is defined.
  let blocks: OrderedDictionary<String, SourceRange?>

  /// - Parameters:
  ///   - node: the composed experiment.
  ///   - location: where paths point.
  ///   - load: reads the file of a network's `use`.
  /// - Throws: `DiagnosticList` with everything that is wrong.
  public init(
    _ node: ConfigNode, scope: Scope, location: DataLocation,
    load: @escaping NetworkDefinitions.Load
  ) throws {
    var problems = DiagnosticList()
    var scope = scope
    scope.words = { Vocabulary.standard.functions.words($0, $1) }
    scope.functions =
      problems.collecting { try Self.functions(node, scope) } ?? FunctionDefinitions()
    let written = node
    let node = DataLikes.resolved(written, &problems)
    guard
      let fields = Fields(
        checking: node, schema: ExperimentSchema.experiment, scope: scope, diagnostics: &problems)
    else {
      _ = Self.networks(node, scope: scope, load: load, &problems)
      _ = Self.names(node, &problems)
      throw DataLikes.withoutCopies(problems, in: written)
    }
    self.fields = fields
    self.scope = scope
    self.location = location
    name = fields.text("name")
    if !isName(name) {
      problems.add(
        Diagnostic(
          "the name '\(name.excerpt)' names a folder, so it is a letter, then letters, digits and _",
          at: fields.range(of: "name")))
    } else {
      Self.checkLength(name, at: fields.range(of: "name"), &problems)
    }
    about = fields.has("about") ? fields.text("about") : nil
    source = fields.has("source") ? fields.text("source") : nil
    allowed = AllowedWarnings(node["allow"])
    let seed = UInt64(fields.integer("seed"))
    self.seed = seed

    let sets = Self.mapping(fields, "data", &problems) { name, value in
      try DataSet(name: name, fields: value.fields(name), location: location, seed: seed)
    }
    let others = Dictionary(uniqueKeysWithValues: sets.map { ($0.key, $0.value) })
    data = sets.mapValues { set in problems.collecting { try set.linked(to: others) } ?? set }
    networks = Self.networks(node, scope: scope, load: load, &problems)
    weights = Self.weights(networks, scope: scope, location: location, load: load, &problems)
    variables = Self.mapping(fields, "variables", &problems) {
      try VariableDefinition(name: $0, $1)
    }
    values = Self.mapping(fields, "values", &problems) { $1.expression() }
    losses = Self.mapping(fields, "losses", &problems) { $1.expression() }
    let writtenNetworks = Set(node["networks"]?.entries?.keys ?? [])
    let pools = variables.filter { $0.value.initial == nil }.keys
    let averages = networks.filter { $0.value.average != nil }.keys
    let targets = writtenNetworks.union(
      fields.has("variables") ? fields.mapping("variables").keys.map(\.self) : []
    ).subtracting(pools).subtracting(averages)
    let hasData = fields.has("data") && !fields.mapping("data").isEmpty
    train =
      !fields.has("train")
      ? nil
      : problems.collecting {
        try TrainDefinition(
          fields.fields("train"), targets: targets, networks: writtenNetworks, hasData: hasData)
      }
    let figures = Self.mapping(fields, "metrics", &problems) {
      try MetricDefinition(name: $0, $1)
    }
    metrics = Array(figures.values)
    outputs =
      !fields.has("outputs")
      ? OutputsDefinition()
      : problems.collecting { try OutputsDefinition(fields.fields("outputs")) }
        ?? OutputsDefinition()
    places = Self.names(node, &problems)
    entries = NamedEntries(node)
    blocks = node["blocks"]?.entries?.mapValues(\.keyRange) ?? [:]
    if let tooDeep = NameDepth.problem(values.merging(losses) { value, _ in value }, metrics) {
      throw DiagnosticList(problems.diagnostics + [tooDeep])
    }
    try problems.throwIfErrors()
  }

  private static func mapping<T>(
    _ fields: Fields, _ key: String, _ problems: inout DiagnosticList,
    _ make: (String, FieldValue) throws -> T
  ) -> OrderedDictionary<String, T> {
    guard fields.has(key) else { return [:] }
    var made: OrderedDictionary<String, T> = [:]
    for (name, value) in fields.mapping(key) {
      made[name] = problems.collecting { try make(name, value) }
    }
    return made
  }

  private static func networks(
    _ node: ConfigNode, scope: Scope, load: @escaping NetworkDefinitions.Load,
    _ problems: inout DiagnosticList
  ) -> OrderedDictionary<String, NetworkDefinition> {
    // What is no map was told of as that.
    guard let networks = node["networks"], networks.entries != nil else { return [:] }
    return problems.collecting {
      try NetworkDefinitions(
        Vocabulary.standard.layers, blocks: node["blocks"], scope: scope, load: load
      ).read(networks)
    } ?? [:]
  }

  private static func weights(
    _ networks: OrderedDictionary<String, NetworkDefinition>, scope: Scope, location: DataLocation,
    load: NetworkDefinitions.Load, _ problems: inout DiagnosticList
  ) -> OrderedDictionary<String, WeightsDefinition> {
    networks.compactMapValues { network in
      network.weights.flatMap { weights in
        problems.collecting {
          try WeightsDefinition(weights, scope: scope, location: location, load: load)
        }
      }
    }
  }

  private static func functions(_ node: ConfigNode, _ scope: Scope) throws -> FunctionDefinitions {
    try FunctionDefinitions(node["functions"], in: scope) { name in
      if Vocabulary.standard.functions.has(name) { return "a function of the language" }
      return node["networks"]?[name] == nil ? nil : "a network"
    }
  }

  /// The one namespace of params, data, networks, variables, values, losses and the values of rounds. Reports what
  /// is no name here and elsewhere.
  private static func names(_ node: ConfigNode, _ problems: inout DiagnosticList)
    -> OrderedDictionary<String, SourceRange?>
  {
    var places: OrderedDictionary<String, SourceRange?> = [:]
    var owners: [String: String] = [:]
    for key in ["params", "data", "networks", "variables", "values", "losses", "rounds"] {
      let map = key == "rounds" ? node["train"]?[key] : node[key]
      for (name, entry) in map?.entries ?? [:] {
        if key != "params" { checkName(name, at: entry.keyRange, &problems) }
        if let owner = owners[name] {
          problems.add(
            Diagnostic(
              "'\(name)' is already the name of something under '\(owner)'", at: entry.keyRange,
              notes: [Diagnostic.Note("it is defined here", at: places[name] ?? nil)]))
          continue
        }
        owners[name] = key
        places[name] = entry.keyRange
      }
    }
    // Each of these is a namespace of its own. Samples and plots name files.
    for map in [node["metrics"], node["outputs"]?["samples"], node["outputs"]?["plots"]] {
      for (name, entry) in map?.entries ?? [:] { checkName(name, at: entry.keyRange, &problems) }
    }
    for stage in node["train"]?["step"]?.items ?? [] {
      // One that is named after what it changes is told of as that: there is no such network, or its own name is none.
      for (name, entry) in stage.entries ?? [:] where entry.value["update"] != nil {
        checkName(name, at: entry.keyRange, &problems)
      }
    }
    return places
  }

  private static func checkName(
    _ name: String, at range: SourceRange?, _ problems: inout DiagnosticList
  ) {
    guard !isName(name) else { return checkLength(name, at: range, &problems) }
    // As Python takes several outputs.
    let advice =
      name.contains(",")
      ? "; of several outputs each is read by the name of its layer: 'encoder(x).mean'" : ""
    problems.add(
      Diagnostic(
        "'\(name.excerpt)' is no name: a name is a letter, then letters, digits and _\(advice)",
        at: range))
  }

  private static func checkLength(
    _ name: String, at range: SourceRange?, _ problems: inout DiagnosticList
  ) {
    guard name.utf8.count > longestName else { return }
    problems.add(
      Diagnostic(
        "the name '\(name.excerpt)' has \(name.utf8.count) letters; at most \(longestName) are taken",
        at: range))
  }
}

extension AllowedWarnings {
  /// What `allow:` names; what it names wrongly is told of elsewhere.
  init(_ node: ConfigNode?) {
    self.init((node?.items ?? []).compactMap { $0.text.flatMap(Warning.init(rawValue:)) })
  }
}

extension DiagnosticList {
  /// As `collect`, where `body` throws nothing but diagnostics; anything else becomes one.
  mutating func collecting<T>(_ body: () throws -> T) -> T? {
    do {
      return try collect(body)
    } catch {
      add(Diagnostic("\(error)", at: nil))
      return nil
    }
  }
}
