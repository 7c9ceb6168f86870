import Config
import Datasets
import Diagnostics
import Foundation
import Layers
import OrderedCollections
import Tensors

/// Where the weights of a network come from, and how the file names and orders them.
public struct WeightsDefinition: Sendable {
  enum Source: Sendable {
    case file(DataFile)
    case run(RunReference)
  }

  private(set) var source: Source
  let names: WeightNames
  /// Whether flattened pictures stand in PyTorch's order: channels, height, width.
  let flattensChannelsFirst: Bool
  /// Whether kernels have TensorFlow's axes: height, width, in, out.
  let hasTensorFlowKernels: Bool
  /// What the weights expect of a picture.
  let preprocessing: Preprocessing?
  /// Which bytes the file has, where the experiment says so.
  private let pin: FieldValue?
  package var isPinned: Bool { pin != nil }
  /// The folder that holds the runs.
  private let runsFolder: String
  /// Where `weights` is written.
  public let range: SourceRange?
  private let fields: Fields
  /// The names and the parts as maps, wherever they were written.
  private let written: OrderedDictionary<String, FieldValue>
  private let writtenParts: OrderedDictionary<String, FieldValue>

  /// - Parameters:
  ///   - weights: what the network says.
  ///   - load: reads a file of names.
  /// - Throws: a run or table that is none, and what is wrong with the names.
  init(
    _ weights: NetworkWeights, scope: Scope, location: DataLocation,
    load: NetworkDefinitions.Load
  ) throws {
    let fields = weights.fields
    self.fields = fields
    range = fields.range
    runsFolder = location.runsFolder
    pin = fields.has(CommonFields.pin) ? fields.value(CommonFields.pin) : nil
    source =
      fields.has("run")
      ? .run(try RunReference(fields.value("run"), runsFolder: location.runsFolder))
      : .file(location.resolve("file", of: fields))
    let table = try Self.table(weights, scope: scope, load: load)
    written =
      if let table {
        table.has("names") ? table.mapping("names") : [:]
      } else {
        fields.has("names") ? fields.mapping("names") : [:]
      }
    let parts = fields.has("parts") ? fields : table ?? fields
    writtenParts = parts.has("parts") ? parts.mapping("parts") : [:]
    names = try WeightNames(
      written.map { ($0.key, $0.value) }, parts: writtenParts.map { ($0.key, $0.value) })
    /// What is written beside the table's name wins over the table.
    func text(_ key: String) -> String? {
      if let table, !fields.has(key) || fields.isLeftOut(key) {
        return table.has(key) ? table.text(key) : nil
      }
      return fields.has(key) ? fields.text(key) : nil
    }
    flattensChannelsFirst = text("flatten") == "chw"
    hasTensorFlowKernels = text("kernels") == "hwio"
    preprocessing = text("preprocess").flatMap { Preprocessing(rawValue: $0) }
  }

  /// The table that `names` means: one of the network's file, or a file of its own; `nil` where the names stand here.
  private static func table(
    _ weights: NetworkWeights, scope: Scope, load: NetworkDefinitions.Load
  ) throws -> Fields? {
    guard weights.fields.has("names"), case .text(let name) = weights.fields.value("names").content
    else { return nil }
    let value = weights.fields.value("names")
    if let table = weights.tables[name] { return table.fields() }
    guard name.hasSuffix(".yaml") || name.hasSuffix(".yml") else {
      let known = weights.tables.keys
      let advice =
        known.isEmpty
        ? "; the network's file has none, so write the names here or name a .yaml file"
        : Suggestion.phrase(for: name, among: known)
      throw Diagnostic(
        "there is no table of names '\(name.excerpt)'\(advice)", at: value.range,
        notes: known.isEmpty
          ? [] : [Diagnostic.Note("the network's file has \(known.joined(separator: ", "))")])
    }
    let node = try load(ConfigNode(.text(name), range: value.range, origin: value.origin))
    var mistakes = DiagnosticList()
    let fields = Fields(
      checking: node, schema: NetworkSchema.weightsTable, scope: scope, diagnostics: &mistakes)
    try mistakes.throwIfErrors()
    return fields
  }

  /// Whether it names a run, and several are called so.
  var meansSeveralRuns: Bool {
    guard case .run(let run) = source, let runs = try? run.runs() else { return false }
    return runs.count > 1
  }

  /// The same, where of several runs the ones that were used are meant.
  ///
  /// - Parameter used: NAME/HASH.
  func choosing(among used: Set<String>) -> WeightsDefinition {
    guard case .run(var run) = source else { return self }
    run.used = used
    var copy = self
    copy.source = .run(run)
    return copy
  }

  /// The file to read; `nil` where it is not there.
  ///
  /// - Parameter warnings: gets what is told of a run's checkpoints that are damaged or gone.
  /// - Throws: a run that is several, or whose checkpoints cannot be used.
  func file(warnings: inout DiagnosticList) throws -> DataFile? {
    switch source {
    case .file(let file): file.exists ? file : nil
    case .run(let run): try run.checkpoint(warnings: &warnings)
    }
  }

  /// The same, where that is known.
  func file() throws -> DataFile? {
    var warnings = DiagnosticList()
    return try file(warnings: &warnings)
  }

  /// What the file holds; `nil` where it is not there. All of it is read.
  package func fileDigest() throws -> FileDigest? { try file()?.digested() }

  /// - Throws: a file that has other bytes than the experiment says; it is read where that says so.
  func checkPin(_ file: DataFile) throws {
    if isPinned { try checkPin(file.digested()) }
  }

  /// The same of bytes that were read.
  func checkPin(_ digest: FileDigest) throws {
    if let pin { try digest.check(against: pin.text(), at: pin.range) }
  }

  /// Whether a file is not there whose path is the writer's own, so that it is a mistake: what begins with `weights/` may come later,
  /// and a run may yet make what stands in the folder of runs.
  var lacksOwnFile: Bool {
    guard case .file(let file) = source, file.isOwn, !file.exists else { return false }
    let here = FileManager.default.currentDirectoryPath
    let runs = PathLookup.join(here, runsFolder)
    return !PathLookup.join(here, file.path).hasPrefix(runs + "/")
  }

  /// What to tell where the file is not there: a note to `validate`, an error to `run`.
  func missing(_ severity: Diagnostic.Severity) -> Diagnostic {
    switch source {
    case .run(let run): return run.missing(severity)
    case .file(let file):
      let problem = file.missing(severity)
      guard RunReference.isLike(file.written) else { return problem }
      return problem.replacing(
        notes: [.init("for the weights of a run write 'weights: {run: \(file.shown)}'")]
          + problem.notes)
    }
  }

  /// As a file may write it: the names here, wherever they stood.
  ///
  /// - Parameter path: how a path is spelled.
  func canonical(path: (FieldValue) -> String) -> ConfigNode {
    var entries: OrderedDictionary<String, ConfigNode.Entry> = [:]
    func set(_ key: String, _ content: ConfigNode.Content, isStandard: Bool = false) {
      entries[key] = ConfigNode.Entry(
        keyRange: nil, value: ConfigNode(content, range: nil, origin: .standard),
        isStandard: isStandard)
    }
    switch source {
    case .file: set("file", .text(path(fields.value("file")).replacing("${", with: "$${")))
    case .run(let run): set("run", .text(run.text))
    }
    for (key, lines) in [("names", written), ("parts", writtenParts)] where !lines.isEmpty {
      set(key, .map(lines.mapValues { ConfigNode.Entry(keyRange: nil, value: $0.canonical()) }))
    }
    set(
      "flatten", .text(flattensChannelsFirst ? "chw" : "hwc"), isStandard: !flattensChannelsFirst)
    set("kernels", .text(hasTensorFlowKernels ? "hwio" : "oihw"), isStandard: !hasTensorFlowKernels)
    // It changes no number.
    if let preprocessing { set("preprocess", .text(preprocessing.rawValue), isStandard: true) }
    if let pin { set(CommonFields.pin, .text(pin.text())) }
    return ConfigNode(.map(entries), range: nil, origin: .standard)
  }
}
