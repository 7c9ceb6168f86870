import Config
import Datasets
import Diagnostics
import Layers
import OrderedCollections

/// The definition of a composed experiment, with what reading it took.
struct DefinitionReading {
  /// `nil` where it cannot be read; its problems have been told.
  let definition: ExperimentDefinition?
  /// The experiment, with what is indented too little where it belongs.
  let root: ConfigNode
  let scope: Scope
  let location: DataLocation
  /// Reads the file of a network.
  let load: NetworkDefinitions.Load
  /// The files that the experiment is made of, networks' files among them.
  let sources: [SourceFile]

  /// - Throws: a file that is a sweep.
  init(
    _ composition: Composition, of composer: Composer, file: String, location: DataLocation,
    problems: inout DiagnosticList
  ) throws {
    if let sweep = composition.root.entries?["sweep"] {
      func command(_ option: String...) -> String {
        let outside = composer.boundary == nil ? ["--allow-outside"] : []
        return (["etch", "sweep", file] + option + location.words + outside).shownCommand
      }
      problems.add(
        Diagnostic(
          "this file is a sweep, no experiment; '\(command())' runs its trials",
          at: sweep.keyRange,
          notes: [.init("'\(command("--list"))' checks them all and trains none")]))
      throw problems
    }
    // Under a misspelt key they are params too, and what names them is right.
    let params = composition.root["params"] ?? ReadableParts(composition.root).root["params"]
    let scope = Scope(
      readingParams: Self.named(params), usage: ParamUsage(), file: file, diagnostics: &problems)
    problems.add(Self.unknownParams(composition.root["params"]))
    problems.add(Self.unknownNames(composition.root))
    problems.add(Self.bareParams(composition.root))
    let shallow = ShallowKeys(composition.root)
    problems.add(shallow.problems)
    root = shallow.root
    var sources = composition.files
    func read(_ path: ConfigNode) throws -> (ConfigNode, [SourceFile]) {
      var mistakes = DiagnosticList()
      let (node, files) = composer.load(
        path: path.text ?? "", writtenAt: path.range, origin: path.origin, diagnostics: &mistakes)
      guard let node, !mistakes.hasErrors else { throw mistakes }
      return (node, files)
    }
    load = { try read($0).0 }
    definition = try problems.collect {
      try ExperimentDefinition(shallow.root, scope: scope, location: location) { path in
        let (node, files) = try read(path)
        sources += files
        return node
      }
    }
    self.scope = scope
    self.location = location
    self.sources = sources
  }

  /// The params by their names, also where these stand in a list; `nil` for what has none. That it is no map is told where
  /// fields are checked.
  private static func named(_ params: ConfigNode?) -> ConfigNode? {
    guard let params, params.entries == nil else { return params }
    var entries: OrderedDictionary<String, ConfigNode.Entry> = [:]
    for item in params.items ?? [] {
      entries.merge(item.entries ?? [:]) { first, _ in first }
    }
    return entries.isEmpty
      ? nil : ConfigNode(.map(entries), range: params.range, origin: params.origin)
  }

  /// Params that only an override names: a misspelt one would train with the default.
  private static func unknownParams(_ params: ConfigNode?) -> DiagnosticList {
    var problems = DiagnosticList()
    let entries = params?.entries ?? [:]
    for (name, entry) in entries
    where entry.value.origin.isOverride && entry.value.replaced.isEmpty {
      let others = entries.keys.filter { $0 != name }
      problems.add(
        Diagnostic(
          "the experiment has no param '\(name.excerpt)'"
            + Suggestion.phrase(for: name, among: others), at: entry.keyRange ?? entry.value.range))
    }
    return problems
  }

  /// Params that an override names without `params.`; that it is no field is told where fields are checked.
  private static func bareParams(_ root: ConfigNode) -> DiagnosticList {
    let params = root["params"]?.entries ?? [:]
    let fields = Set(ExperimentSchema.experiment.fields.map(\.name))
    var notes = DiagnosticList()
    for (name, entry) in root.entries ?? [:]
    where entry.value.origin.isOverride && params[name] != nil && !fields.contains(name) {
      notes.add(
        .note("'\(name)' is a param, which is set as params.\(name)=…", at: entry.keyRange))
    }
    return notes
  }

  /// Things that an override reaches into although the experiment has none of that name:
  /// `data.digits.count=10`, where the data is called 'digit'.
  private static func unknownNames(_ root: ConfigNode) -> DiagnosticList {
    var problems = DiagnosticList()
    let outputs = root["outputs"]
    for (noun, things) in [
      ("data", root["data"]), ("network", root["networks"]), ("variable", root["variables"]),
      ("sample", outputs?["samples"]), ("plot", outputs?["plots"]),
    ] {
      let entries = things?.entries ?? [:]
      for (name, entry) in entries {
        // A whole map, `data.more={source: …}`, has its own place; one made of a path has its first key's.
        guard entry.value.origin.isOverride, entry.value.replaced.isEmpty,
          let inner = entry.value.entries?.values.first?.keyRange, inner == entry.value.range
        else { continue }
        // One that says what it shows is a new one: `outputs.samples.new.grid=decoder(normal([2], count=16))`.
        if ["grid", "text", "scatter", "histogram", "lines"].contains(where: {
          (noun == "sample" || noun == "plot") && entry.value[$0] != nil
        }) {
          continue
        }
        let others = entries.keys.filter { $0 != name }
        problems.add(
          Diagnostic(
            "the experiment has no \(noun) '\(name.excerpt)'"
              + Suggestion.phrase(for: name, among: others), at: entry.keyRange))
      }
    }
    return problems
  }
}
