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
  /// The warnings that `allow:` has suppressed so far.
  let suppressed: Set<Warning>
  /// A note for each data set whose files are not there, which `run` makes an error.
  public var missingData: DiagnosticList { DiagnosticList(missing.map(\.note)) }
  private let missing: [(set: DataSet, note: Diagnostic)]
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
  package let composer: Composer
  public var name: String { model.definition.name }
  /// SHA-256 of the data that a pack was made with and does not hold, by its path as written.
  package var wantedData: [String: String] = [:]
  /// What its files stand in, where that is removed with the last who holds it.
  package var kept: AnyObject?
  /// The names of the data that is made up in the place of files that are not there.
  public var madeUpData: [String] {
    model.definition.data.filter { $0.value.isMadeUp }.map(\.key)
  }
  /// Whether there is something to train; otherwise outputs are evaluated once.
  public var trains: Bool { model.definition.train != nil }

  /// - Parameters:
  ///   - file: the path as the user wrote it.
  ///   - overrides: `key=value`.
  ///   - dataFolder: what `data/…` means.
  ///   - weightsFolder: what `weights/…` means.
  ///   - runsFolder: where the runs stand that weights may come from.
  ///   - allowsOutside: whether paths that files write may lead out of the project.
  ///   - makesUpData: whether data that is not there is made up, where only the time of training matters.
  ///   - memory: the bytes that this process may take, which texts and tables are not read beyond.
  /// - Throws: `DiagnosticList` with everything that is wrong.
  public convenience init(
    file: String, profile: String?, overrides: [String], dataFolder: String,
    weightsFolder: String = "weights", runsFolder: String = "outputs", allowsOutside: Bool = false,
    makesUpData: Bool = false, memory: Int = .max
  ) throws {
    // A run's resolved experiment names files from the root of the project that it was resolved in.
    let root = RunRecord.root(ofRunWith: file).map { ProjectRoot(path: $0) }
    try self.init(
      .experiment(pathsFolder: root?.path), file: file, profile: profile, overrides: overrides,
      dataFolder: dataFolder, weightsFolder: weightsFolder, runsFolder: runsFolder, root: root,
      allowsOutside: allowsOutside, makesUpData: makesUpData, memory: memory)
  }

  /// An experiment whose text is at hand: a checkpoint's.
  ///
  /// - Parameters:
  ///   - name: what diagnostics call the text.
  ///   - root: the folder that it was resolved in; by default the working folder.
  ///   - usedFiles: what its run has read: weights of a run that is none of these, and may be several, count as not there.
  package convenience init(
    text: String, name: String, overrides: [String], dataFolder: String,
    weightsFolder: String = "weights", root: String? = nil, allowsOutside: Bool = false,
    usedFiles: Set<String> = []
  ) throws {
    let root = root ?? FileManager.default.currentDirectoryPath
    try self.init(
      .experiment(texts: [name: text], pathsFolder: root), file: name, profile: nil,
      overrides: overrides, dataFolder: dataFolder, weightsFolder: weightsFolder,
      root: ProjectRoot(path: root), allowsOutside: allowsOutside, usedFiles: usedFiles)
  }

  package convenience init(
    _ composer: Composer, file: String, profile: String?, overrides: [String], dataFolder: String,
    weightsFolder: String = "weights", runsFolder: String = "outputs", root: ProjectRoot? = nil,
    allowsOutside: Bool = false, makesUpData: Bool = false, memory: Int = .max,
    usedFiles: Set<String>? = nil
  ) throws {
    let root = root ?? ProjectRoot(ofFile: PathLookup.join(composer.directory, file))
    let composer = composer.within(
      root, folders: [dataFolder, weightsFolder, runsFolder], allowsOutside: allowsOutside)
    var problems = DiagnosticList()
    let composition = composer.compose(
      file: file, profile: profile, overrides: overrides, diagnostics: &problems)
    guard let composition else { throw problems }
    try self.init(
      composition, of: composer, problems: problems,
      request: Request(
        file: file, profile: profile, overrides: overrides, dataFolder: dataFolder,
        weightsFolder: weightsFolder, runsFolder: runsFolder, makesUpData: makesUpData,
        memory: memory, usedFiles: usedFiles),
      root: root)
  }

  /// How an experiment is asked for.
  struct Request {
    let file: String
    let profile: String?
    let overrides: [String]
    let dataFolder: String
    let weightsFolder: String
    let runsFolder: String
    var makesUpData = false
    var memory = Int.max
    /// The files that its run has read, weights of runs as NAME/HASH; `nil` where a run of it is looked for.
    var usedFiles: Set<String>?
  }

  /// - Parameters:
  ///   - known: what is wrong already.
  ///   - looksForSettings: whether mistakes are told at params that were set, where these make them.
  init(
    _ composition: Composition, of composer: Composer, problems known: DiagnosticList,
    request: Request, root: ProjectRoot, looksForSettings: Bool = true
  ) throws {
    self.composer = composer
    dataFolder = request.dataFolder
    weightsFolder = request.weightsFolder
    file = request.file
    profile = request.profile
    overrides = request.overrides
    self.root = root
    var problems = known
    let reading = try DefinitionReading(
      composition, of: composer, file: file,
      location: DataLocation(
        dataFolder: dataFolder, weightsFolder: weightsFolder, runsFolder: request.runsFolder,
        boundary: composer.boundary, makesUp: request.makesUpData, memory: request.memory),
      problems: &problems)
    let scope = reading.scope
    let faults = SettingFaults(scope: scope) { name in
      guard looksForSettings, let other = composition.restoring(param: name) else { return nil }
      var list = DiagnosticList()
      _ = try? list.collect {
        try LoadedExperiment(
          other, of: composer, problems: known, request: request, root: root,
          looksForSettings: false)
      }
      return list
    }
    guard let written = reading.definition, !problems.hasErrors else {
      let partial = PartialCheck(file: file, location: reading.location, load: reading.load)
      problems.add(try partial.problems(of: reading.root, besides: problems))
      throw faults.told(problems)
    }
    let definition = LoadedExperiment.settlingRuns(of: written, request, root: root)
    var descriptions: [String: DataDescription] = [:]
    var missing: [(set: DataSet, note: Diagnostic)] = []
    for (name, set) in definition.data {
      missing += set.missingFiles.map { (set: set, note: $0) }
      try problems.collect {
        let known = try set.describeIfKnown {
          definition.pictureWish(of: name, $0, isMain: $1)
        }
        if let known { descriptions[name] = known }
      }
    }
    problems = DataLikes.withoutCopies(problems, in: composition.root)
    for (name, _) in definition.data {
      for warning in descriptions[name]?.warnings ?? [] { problems.add(warning) }
    }
    let checked = Model(definition, descriptions: descriptions).check()
    graphs = checked.graphs
    model = graphs.model
    problems.add(checked.problems.withChannelsFirstOnce)
    if descriptions.count < definition.data.count {
      // What is wrong in a function was perhaps told where it is called.
      let told = Set(problems.diagnostics.flatMap(\.notes).compactMap(\.range))
      let unknown = NameCheck.problems(of: composition.root).diagnostics
      problems.add(
        DiagnosticList(
          unknown.filter { problem in !(problem.range.map { told.contains($0) } ?? false) }))
    }
    var missingWeights = DiagnosticList()
    for weights in definition.weights.values {
      var lost = DiagnosticList()
      try problems.collect {
        if try weights.file(warnings: &lost) == nil { missingWeights.add(weights.missing(.note)) }
      }
      problems.add(lost)
    }
    self.missingWeights = missingWeights
    // Without its shapes nothing is known of what a network needs.
    var fits: [WeightsFit] = []
    if !problems.hasErrors, descriptions.count == definition.data.count {
      fits = try problems.collect { try checked.graphs.weightsFits() } ?? []
      for warning in fits.flatMap(\.warnings) { problems.add(warning) }
    }
    if problems.hasErrors {
      problems.add(DiagnosticList(missing.map(\.note)))
      problems.add(missingWeights)
      throw faults.told(problems).allowing(definition.allowed)
    }
    for warning in scope.unusedParams() { problems.add(warning) }
    let resolved = ResolvedExperiment(definition, root: root)
    for fit in fits {
      let place = definition.weights[fit.network]?.range
      for warning in fit.seenExamples(of: resolved.canonical, at: place) { problems.add(warning) }
      for warning in fit.fittedRanges(of: resolved.canonical, at: place) { problems.add(warning) }
    }
    suppressed = Set(problems.diagnostics.filter(definition.allowed.contains).compactMap(\.warning))
    warnings = problems.allowing(definition.allowed).withNotesOnce
    self.missing = missing
    sources = reading.sources
    resolvedText = resolved.text
    canonical = resolved.canonical
    identity = resolved.identity
    shownText = resolved.shown
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

  /// The files of weights that belong to the project, by their paths as the resolved text has them: those that stand
  /// neither in `data/`, in `weights/` nor outside.
  ///
  /// - Throws: a run that is several.
  package func ownWeights() throws -> [(name: String, path: String)] {
    try model.definition.weights.values.compactMap { weights in
      guard let file = try weights.file() else { return nil }
      let name = file.written
      let isElsewhere = ["data/", "weights/", "/", "../"].contains(where: name.hasPrefix)
      return isElsewhere ? nil : (name, file.path)
    }
  }

  /// The files and folders that its data is read from.
  package var dataFiles: [DataFile] { model.definition.data.values.flatMap(\.files) }

  /// What a file is called from the project's root; below `outside/` where it is none of the project's. A resolved text, whose
  /// paths start at the root, is called as if it stood there.
  package func sourceName(_ source: SourceFile) -> String {
    let here = FileManager.default.currentDirectoryPath
    let place = PathLookup.join(source.folder, Folder.name(of: source.name))
    let name = root.name(of: PathLookup.join(here, place))
    return name.hasPrefix("/") ? "outside" + name : name
  }

  /// The files of weights that are there and can be used.
  package var weightsFiles: [String] {
    model.definition.weights.values.compactMap { (try? $0.file())?.path }
  }

  /// - Throws: the files of weights that are not there.
  package func requireWeights() throws {
    try missingWeights.asErrors.throwIfErrors()
  }

  /// Reads the files of weights of which the experiment says which bytes they have. A checkpoint needs none of them.
  ///
  /// - Throws: those that have others.
  package func checkWeights() throws {
    var problems = DiagnosticList()
    for weights in model.definition.weights.values where weights.isPinned {
      try problems.collect {
        if let file = try weights.file() { try weights.checkPin(file) }
      }
    }
    try problems.throwIfErrors()
  }

  /// - Throws: the files of data that are not there; by default only of data whose shapes are not known without
  ///   them.
  package func requireData(whole: Bool = false) throws {
    let isKnown = model.descriptions.count == model.definition.data.count
    guard whole || !isKnown else { return }
    try DiagnosticList(missing.map { wanting($0.note, of: $0.set) }).asErrors.throwIfErrors()
  }

  /// - Parameter advice: what else is said of a set that is not there.
  /// - Throws: the files of these sets that are not there.
  package func requireData(
    of sets: Set<String>, advice: (String) -> [Diagnostic.Note] = { _ in [] }
  ) throws {
    let missing = model.definition.data.filter { sets.contains($0.key) }.flatMap { name, set in
      set.missingFiles.map { file in
        let problem = wanting(file, of: set)
        return problem.replacing(notes: problem.notes + advice(name))
      }
    }
    try DiagnosticList(missing).asErrors.throwIfErrors()
  }

  /// The sets of which files are not there.
  package var missingSets: Set<String> {
    Set(model.definition.data.filter { !$0.value.missingFiles.isEmpty }.keys)
  }

  /// The most files that a pack is said to want.
  private static let mostWanted = 8

  /// With what a pack says of the data that it does not hold: of that of the set, where it has it by the same paths.
  private func wanting(_ missing: Diagnostic, of set: DataSet) -> Diagnostic {
    guard !wantedData.isEmpty else { return missing }
    let sorted = wantedData.sorted { $0.key < $1.key }
    let paths = Set(set.missing.map(\.written))
    let own = sorted.filter { paths.contains($0.key) }
    let wanted = own.isEmpty ? sorted : own
    var notes = [
      Diagnostic.Note(
        "the pack does not hold it ('etch pack --with-data' takes along what is not below data/); what its run was trained with is wanted here, each at its path, with these bytes:"
      )
    ]
    for (path, digest) in wanted.prefix(Self.mostWanted) {
      let shown = String(digest.prefix(64)).escapedForDisplay
      notes.append(Diagnostic.Note("'\(path.excerpt)', SHA-256 \(shown)"))
    }
    let more = wanted.count - Self.mostWanted
    if more > 0 { notes.append(Diagnostic.Note("and \(more) more")) }
    return missing.replacing(notes: notes + missing.notes)
  }

  /// Reads the data.
  ///
  /// - Parameters:
  ///   - wanted: the sets that are read; by default all. Of some alone no epochs are known.
  ///   - memory: the bytes that this process may take; a part of them keeps decoded pictures.
  ///   - weights: whether files of weights are looked at too, which a state that is at hand does not need.
  ///   - report: is given what is odd about the files and numbers, but no error.
  /// - Throws: a file that is missing or malformed; numbers that are not what the experiment makes of them.
  package func loadData(
    _ wanted: Set<String>? = nil, memory: Int, weights: Bool = true,
    report: (DiagnosticList) -> Void = { _ in }
  ) throws -> LoadedDataSets {
    let definition = model.definition
    if let wanted { try requireData(of: wanted) } else { try requireData(whole: true) }
    if weights { try requireWeights() }
    var sets: OrderedDictionary<String, LoadedData> = [:]
    var problems = DiagnosticList()
    var budget = DecodedBudget.bytes(ofLimit: memory)
    for (name, set) in definition.data where wanted?.contains(name) ?? true {
      try problems.collect {
        let loaded = try set.load(budget: budget)
        budget -= loaded.keptBytes
        sets[name] = loaded
      }
      for warning in sets[name]?.warnings ?? [] { problems.add(warning) }
    }
    let loadedWeights =
      try problems.collect { () throws -> [LoadedWeights] in
        guard weights else { return [] }
        return try graphs.weightsFits().map { fit in
          let digest = try fit.file.digest()
          try definition.weights[fit.network]?.checkPin(digest)
          return LoadedWeights(fit, digest)
        }
      } ?? []
    try problems.throwIfErrors()
    let data = try LoadedDataSets(
      sets, used: wanted == nil ? graphs.trainingData() : [],
      schedule: wanted == nil ? definition.train : nil, weights: loadedWeights)
    // What a range says already was told of the file.
    let told = Set(warnings.diagnostics.filter { $0.warning == .targetOutOfReach }.map(\.range))
    let found = try graphs.check(data).diagnostics
    problems.add(
      DiagnosticList(
        found.filter { $0.warning != .targetOutOfReach || !told.contains($0.range) }))
    try problems.throwIfErrors()
    report(problems.allowing(definition.allowed))
    return data
  }
}
