import Config
import Datasets
import Diagnostics

/// An experiment that is composed once, and of which overrides make many.
package struct ExperimentVariants: Sendable {
  /// What overrides make of the experiment, as far as the language goes.
  package struct Variant: Sendable {
    package let name: String
    package let identity: ExperimentIdentity
    /// What is trained for how long; `nil` where nothing is.
    package let length: TrainDefinition.Length?
    /// What the log will have: losses, updates and metrics.
    package let figures: [String]
    fileprivate let resolved: ResolvedExperiment
    /// The resolved text.
    package var text: String { resolved.text }
    /// Whether something is trained.
    package var trains: Bool { length != nil }
  }

  package let file: String
  package let profile: String?
  package let dataFolder: String
  private let weightsFolder: String
  private let runsFolder: String
  private let memory: Int
  private let location: DataLocation
  private let composer: Composer
  private let prepared: PreparedComposition
  private let root: ProjectRoot

  /// - Parameter profileRange: where the profile is named.
  /// - Throws: an experiment that cannot be composed, or that is a sweep itself.
  package init(
    file: String, profile: String?, profileRange: SourceRange?, dataFolder: String,
    weightsFolder: String = "weights", runsFolder: String = "outputs", allowsOutside: Bool = false,
    memory: Int = .max
  ) throws {
    let root = ProjectRoot(ofFile: file)
    self.root = root
    self.memory = memory
    let composer = Composer.experiment().within(
      root, folders: [dataFolder, weightsFolder, runsFolder], allowsOutside: allowsOutside)
    location = DataLocation(
      dataFolder: dataFolder, weightsFolder: weightsFolder, runsFolder: runsFolder,
      boundary: composer.boundary)
    self.composer = composer
    self.weightsFolder = weightsFolder
    self.runsFolder = runsFolder
    self.file = file
    self.profile = profile
    self.dataFolder = dataFolder
    var problems = DiagnosticList()
    let prepared = composer.prepare(
      file: file, profile: profile, profileRange: profileRange, diagnostics: &problems)
    try problems.throwIfErrors()
    guard let prepared else { throw problems }
    self.prepared = prepared
  }

  /// Whether the file is a sweep.
  package var isSweep: Bool { prepared.root["sweep"] != nil }

  /// A variant, read but not checked further than that: cheap.
  ///
  /// - Throws: everything that is wrong with its keys and values.
  package func variant(_ overrides: [Override]) throws -> Variant {
    var problems = DiagnosticList()
    let reading = try DefinitionReading(
      prepared.composition(with: overrides, diagnostics: &problems), of: composer, file: file,
      location: location, problems: &problems)
    guard let definition = reading.definition, !problems.hasErrors else { throw problems }
    let resolved = ResolvedExperiment(definition, root: root)
    return Variant(
      name: definition.name, identity: resolved.identity, length: definition.train?.length,
      figures: definition.figures,
      resolved: resolved)
  }

  /// A variant, checked against everything that can be known before data is read.
  ///
  /// - Parameter texts: the overrides as a command line has them, for the record.
  /// - Throws: everything that is wrong.
  package func load(_ overrides: [Override], as texts: [String]) throws -> LoadedExperiment {
    var problems = DiagnosticList()
    let composition = prepared.composition(with: overrides, diagnostics: &problems)
    return try LoadedExperiment(
      composition, of: composer, problems: problems,
      request: .init(
        file: file, profile: profile, overrides: texts, dataFolder: dataFolder,
        weightsFolder: weightsFolder, runsFolder: runsFolder, memory: memory),
      root: root)
  }
}
