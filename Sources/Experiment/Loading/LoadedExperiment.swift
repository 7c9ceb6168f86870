import Artifacts
import Config
import Datasets
import Diagnostics
import Foundation
import Layers
import OrderedCollections

/// An experiment file with its bases, profile and overrides, checked against everything that can be known
/// before data is read.
public final class LoadedExperiment {
  public let model: Model
  public let graphs: ExperimentGraphs
  public let warnings: DiagnosticList
  /// A note for each data set whose files are not there, which `run` makes an error.
  public let missingData: DiagnosticList
  /// The same for files of weights.
  public let missingWeights: DiagnosticList
  /// The resolved experiment: runs again as it is.
  public let resolvedText: String
  /// The same as a tree, each value with its place and origin.
  package let canonical: ConfigNode
  public let identity: ExperimentIdentity
  /// The canonical text of what the run shows, keeps and measures, which is no part of the identity.
  package let shownText: String
  /// The project that the file belongs to: where the paths of the resolved text start.
  package let root: ProjectRoot
  /// The files that it was composed of, the experiment first.
  package let sources: [SourceFile]
  /// How it was asked for.
  package let file: String
  package let profile: String?
  package let overrides: [String]
  /// What `data/…` means.
  package let dataFolder: String
  /// What `weights/…` means.
  package let weightsFolder: String
  /// What it was composed by.
  let composer: Composer
  public var name: String { model.definition.name }
  /// Whether there is something to train; otherwise outputs are evaluated once.
  public var trains: Bool { model.definition.train != nil }

  /// - Parameters:
  ///   - file: the path as the user wrote it.
  ///   - overrides: `key=value`.
  ///   - dataFolder: what `data/…` means.
  ///   - weightsFolder: what `weights/…` means.
  ///   - runsFolder: where the runs stand that weights may come from.
  /// - Throws: `DiagnosticList` with everything that is wrong.
  public convenience init(
    file: String, profile: String?, overrides: [String], dataFolder: String,
    weightsFolder: String = "weights", runsFolder: String = "outputs"
  ) throws {
    // A run's resolved experiment names files from the root of the project that it was resolved in.
    let root = RunRecord.root(ofRunWith: file).map { ProjectRoot(path: $0) }
    try self.init(
      .experiment(pathsFolder: root?.path), file: file, profile: profile, overrides: overrides,
      dataFolder: dataFolder, weightsFolder: weightsFolder, runsFolder: runsFolder, root: root)
  }

  /// An experiment whose text is at hand: a checkpoint's.
  ///
  /// - Parameters:
  ///   - name: what diagnostics call the text.
  ///   - root: the folder that it was resolved in; by default the working folder.
  package convenience init(
    text: String, name: String, overrides: [String], dataFolder: String,
    weightsFolder: String = "weights", root: String? = nil
  ) throws {
    let root = root ?? FileManager.default.currentDirectoryPath
    try self.init(
      .experiment(texts: [name: text], pathsFolder: root), file: name, profile: nil,
      overrides: overrides, dataFolder: dataFolder, weightsFolder: weightsFolder,
      root: ProjectRoot(path: root))
  }

  package init(
    _ composer: Composer, file: String, profile: String?, overrides: [String], dataFolder: String,
    weightsFolder: String = "weights", runsFolder: String = "outputs", root: ProjectRoot? = nil
  ) throws {
    self.composer = composer
    self.dataFolder = dataFolder
    self.weightsFolder = weightsFolder
    self.file = file
    self.profile = profile
    self.overrides = overrides
    let root = root ?? ProjectRoot(ofFile: PathLookup.join(composer.directory, file))
    self.root = root
    var problems = DiagnosticList()
    let composition = composer.compose(
      file: file, profile: profile, overrides: overrides, diagnostics: &problems)
    guard let composition else { throw problems }
    if let sweep = composition.root.entries?["sweep"] {
      problems.add(
        Diagnostic(
          "sweeps are not available yet; 'etch run FILE KEY=VALUE' runs one trial",
          at: sweep.keyRange))
      throw problems
    }
    let usage = ParamUsage()
    let scope = Scope(
      readingParams: composition.root["params"], usage: usage, file: file, diagnostics: &problems)
    problems.add(Self.unknownParams(composition.root["params"]))
    problems.add(Self.unknownNames(composition.root))
    let location = DataLocation(
      dataFolder: dataFolder, weightsFolder: weightsFolder, runsFolder: runsFolder)
    var sources = composition.files
    let load: NetworkDefinitions.Load = { path in
      var mistakes = DiagnosticList()
      let (node, files) = composer.load(
        path: path.text ?? "", writtenAt: path.range, diagnostics: &mistakes)
      guard let node, !mistakes.hasErrors else { throw mistakes }
      sources += files
      return node
    }
    let definition = try problems.collect {
      try ExperimentDefinition(composition.root, scope: scope, location: location, load: load)
    }
    guard let definition, !problems.hasErrors else {
      let partial = PartialCheck(file: file, location: location, load: load)
      problems.add(try partial.problems(of: composition.root, besides: problems))
      throw problems
    }
    var descriptions: [String: DataDescription] = [:]
    var missing = DiagnosticList()
    for (name, set) in definition.data {
      for note in set.missingFiles { missing.add(note) }
      try problems.collect {
        if let known = try set.describeIfKnown() { descriptions[name] = known }
      }
    }
    model = Model(definition, descriptions: descriptions)
    let checked = model.check()
    graphs = checked.graphs
    problems.add(checked.problems)
    if descriptions.count < definition.data.count {
      problems.add(NameCheck.problems(of: composition.root))
    }
    var missingWeights = DiagnosticList()
    for weights in definition.weights.values {
      try problems.collect {
        if try weights.file() == nil { missingWeights.add(weights.missing(.note)) }
      }
    }
    self.missingWeights = missingWeights
    // Without its shapes nothing is known of what a network needs.
    if !problems.hasErrors, descriptions.count == definition.data.count {
      try problems.collect { _ = try checked.graphs.weightsFits() }
    }
    if problems.hasErrors {
      problems.add(missing)
      problems.add(missingWeights)
      throw problems
    }
    for warning in scope.unusedParams() { problems.add(warning) }
    warnings = problems
    missingData = missing
    self.sources = sources
    let resolved = ResolvedExperiment(definition, root: root)
    resolvedText = resolved.text
    canonical = resolved.canonical
    identity = resolved.identity
    shownText = resolved.shown
  }

  /// Params that only the command line names: a misspelt one would train with the default.
  private static func unknownParams(_ params: ConfigNode?) -> DiagnosticList {
    var problems = DiagnosticList()
    let entries = params?.entries ?? [:]
    for (name, entry) in entries
    where entry.value.origin == .commandLine && entry.value.replaced.isEmpty {
      let others = entries.keys.filter { $0 != name }
      problems.add(
        Diagnostic(
          "the experiment has no param '\(name.excerpt)'"
            + Suggestion.phrase(for: name, among: others), at: entry.keyRange ?? entry.value.range))
    }
    return problems
  }

  /// Things that the command line reaches into although the experiment has none of that name:
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
        guard entry.value.origin == .commandLine, entry.value.replaced.isEmpty,
          let inner = entry.value.entries?.values.first?.keyRange, inner == entry.value.range
        else { continue }
        let others = entries.keys.filter { $0 != name }
        problems.add(
          Diagnostic(
            "the experiment has no \(noun) '\(name.excerpt)'"
              + Suggestion.phrase(for: name, among: others), at: entry.keyRange))
      }
    }
    return problems
  }

  /// The params as they are used, each as YAML writes it.
  package var params: [String: String] {
    let scope = model.definition.scope
    let known = scope.params.map { name, node in
      if case .number(let value)? = try? scope.constant(named: name) {
        return (name, CanonicalNumber.text(value))
      }
      let text = ((try? scope.evaluated(node)) ?? node).yaml()
      return (name, text.trimmingCharacters(in: .newlines))
    }
    return Dictionary(known, uniquingKeysWith: { first, _ in first })
  }

  /// What a file is called from the project's root; below `outside/` where it is none of the project's.
  package func sourceName(_ source: SourceFile) -> String {
    let here = FileManager.default.currentDirectoryPath
    let name = root.name(of: PathLookup.join(here, source.name))
    return name.hasPrefix("/") ? "outside" + name : name
  }

  /// - Throws: the files of weights that are not there.
  package func requireWeights() throws {
    try DiagnosticList(missingWeights.diagnostics.map(\.asError)).throwIfErrors()
  }

  /// - Throws: the files of data that are not there; by default only of data whose shapes are not known without
  ///   them.
  package func requireData(whole: Bool = false) throws {
    let isKnown = model.descriptions.count == model.definition.data.count
    guard whole || !isKnown else { return }
    try DiagnosticList(missingData.diagnostics.map(\.asError)).throwIfErrors()
  }

  /// Reads all data.
  ///
  /// - Parameters:
  ///   - memory: the bytes that this process may take; a part of them keeps decoded pictures.
  ///   - weights: whether files of weights are looked at too, which a state that is at hand does not need.
  ///   - report: is given what is odd about the files and numbers, but no error.
  /// - Throws: a file that is missing or malformed; numbers that are not what the experiment makes of them.
  package func loadData(
    memory: Int, weights: Bool = true, report: (DiagnosticList) -> Void = { _ in }
  ) throws -> LoadedDataSets {
    try requireData(whole: true)
    if weights { try requireWeights() }
    let definition = model.definition
    var sets: OrderedDictionary<String, LoadedData> = [:]
    var problems = DiagnosticList()
    var budget = DecodedBudget.bytes(ofLimit: memory)
    for (name, set) in definition.data {
      try problems.collect {
        let loaded = try set.load(budget: budget)
        budget -= loaded.keptBytes
        sets[name] = loaded
      }
      for warning in sets[name]?.warnings ?? [] { problems.add(warning) }
    }
    let loadedWeights =
      try problems.collect {
        try weights ? graphs.weightsFits().map { LoadedWeights($0, try $0.file.digest()) } : []
      } ?? []
    try problems.throwIfErrors()
    let data = try LoadedDataSets(
      sets, used: graphs.trainingData(), schedule: definition.train, weights: loadedWeights)
    problems.add(try graphs.check(data))
    try problems.throwIfErrors()
    report(problems)
    return data
  }
}

extension Diagnostic {
  /// The same as an error.
  fileprivate var asError: Diagnostic { Diagnostic(message, at: range, notes: notes) }
}
