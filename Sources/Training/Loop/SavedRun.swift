import Artifacts
import Diagnostics
import Graph
import Runtime
import Tensors

/// What a checkpoint says besides its tensors: the resolved experiment, what its numbers depend on, and
/// how far training was.
public struct SavedRun: Sendable {
  /// The identity of the experiment, by which alone it can go on.
  public var identity: String
  /// The resolved experiment, which runs again as it is.
  public var experiment: String
  public var circumstances: Circumstances
  public var progress: TrainingProgress
  /// What the classes of the data are called, as `TrainedClasses` writes it; `nil` where none has names.
  public var classes: String?

  public init(
    identity: String, experiment: String, circumstances: Circumstances, progress: TrainingProgress,
    classes: String? = nil
  ) {
    self.identity = identity
    self.experiment = experiment
    self.circumstances = circumstances
    self.progress = progress
    self.classes = classes
  }

  /// What the numbers of a run depend on besides the experiment.
  public struct Circumstances: Hashable, Sendable {
    public var version: String
    /// The version of the numbers, which any change to them raises; nil where the checkpoint is too old to say it.
    public var numerics: Int?
    /// `compiled`, for whatever processor, or `reference`: the interpreter rounds otherwise.
    public var backend: String
    /// SHA-256 of every data and weights file, by the path as written.
    public var digests: [String: String]

    public init(version: String, numerics: Int?, backend: String, digests: [String: String]) {
      self.version = version
      self.numerics = numerics
      self.backend = backend
      self.digests = digests
    }

    /// A sentence for each thing in which `now` differs.
    public func changes(to now: Circumstances) -> [String] {
      var changes: [String] = []
      if version != now.version {
        changes.append("etch was \(version) and is \(now.version)")
      }
      if let new = now.numerics, numerics != new {
        changes.append(
          "the version of the numbers was \(numerics.map(String.init) ?? "not recorded") and is \(new)"
        )
      }
      if backend != now.backend {
        changes.append("the backend was '\(backend)' and is '\(now.backend)'")
      }
      let digests = FileDigests.spelled(digests, as: now.digests)
      for path in Set(digests.keys).union(now.digests.keys).sorted()
      where digests[path] != now.digests[path] {
        changes.append(
          digests[path] == nil
            ? "the file '\(path)' is new"
            : now.digests[path] == nil
              ? "the file '\(path)' is no longer read" : "the file '\(path)' has other content")
      }
      return changes
    }

    /// The files of which other bytes are there now, by these digests, in order.
    public func changed(in now: [String: String]) -> [String] {
      FileDigests.changed(digests, in: now)
    }

    var json: JSON {
      .object(
        [.init("version", .string(version))]
          + (numerics.map { [.init("numerics", .integer($0))] } ?? [])
          + [
            .init("backend", .string(backend)),
            .init(
              "sha256",
              .object(digests.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) })),
          ])
    }

    init?(_ json: JSON) {
      let numerics: Int?
      switch json["numerics"] {
      case .integer(let number)?: numerics = number
      case nil: numerics = nil
      default: return nil
      }
      // Checkpoints of the numbers' version 4 and before name the instruction set instead.
      let backend: String? =
        switch (json["backend"], json["level"]) {
        case (.string(let backend)?, _): backend
        case (nil, .string(let level)?): level == "reference" ? level : "compiled"
        default: nil
        }
      guard case .string(let version)? = json["version"], let backend,
        case .object(let files)? = json["sha256"]
      else { return nil }
      var digests: [String: String] = [:]
      for file in files {
        guard case .string(let digest) = file.value else { return nil }
        digests[file.key] = digest
      }
      self.init(version: version, numerics: numerics, backend: backend, digests: digests)
    }
  }

  var metadata: [MetadataEntry] {
    [
      MetadataEntry("format", "etch-1"),
      MetadataEntry("identity", identity),
      MetadataEntry("experiment", experiment),
      MetadataEntry("circumstances", circumstances.json.description),
      MetadataEntry("progress", progress.json.description),
    ] + (classes.map { [MetadataEntry("classes", $0)] } ?? [])
  }

  init(metadata: (String) -> String?, file: String) throws {
    func part(_ key: String) throws -> String {
      guard let text = metadata(key) else {
        throw Diagnostic(
          "'\(file)' is no checkpoint of etch: its metadata has no '\(key)'", at: nil,
          notes: [.init("name a file of a run's folder 'checkpoints', or one exported from it")])
      }
      return text
    }
    func json(_ key: String) throws -> JSON {
      let text = try part(key)
      // What is no JSON is as damaged as what is another value.
      return (try? JSON(parsing: text)) ?? .null
    }
    identity = try part("identity")
    experiment = try part("experiment")
    guard let circumstances = Circumstances(try json("circumstances")) else {
      throw Diagnostic("the circumstances in the checkpoint '\(file)' are damaged", at: nil)
    }
    self.circumstances = circumstances
    progress = try TrainingProgress(try json("progress"), file: file)
    classes = metadata("classes")
  }

  /// Reads a checkpoint's metadata only.
  public static func header(of file: String) throws -> SavedRun {
    let header = try Checkpoint.header(of: file)
    return try SavedRun(metadata: header.metadata, file: file)
  }

  /// Whether an entry of a checkpoint is the optimizer's own.
  public static func isOfOptimizer(_ name: String) -> Bool { name.hasPrefix("optimizer/") }

  static func progress(of file: String) throws -> TrainingProgress { try header(of: file).progress }
}

extension Checkpoint {
  /// The whole state, in the published layout, and what goes with it.
  init(_ state: State, _ saved: SavedRun) throws {
    self.init(
      tensors: try state.entries.map { NamedTensor($0.name, try state.read($0.name)) },
      metadata: saved.metadata)
  }
}

extension State {
  /// Takes every entry from a checkpoint.
  ///
  /// - Parameters:
  ///   - name: what messages call the checkpoint, where they say which it is themselves.
  ///   - takesOptimizer: whether the optimizer's entries are taken; only training needs them.
  /// - Throws: `DiagnosticList` naming each entry that is missing, too much or of another type.
  public func restore(
    from checkpoint: Checkpoint, file: String, called name: String? = nil,
    takesOptimizer: Bool = true
  ) throws {
    let subject = name ?? "the checkpoint '\(file)'"
    var problems = DiagnosticList()
    let arrays = Dictionary(
      checkpoint.tensors.map { ($0.name, $0.array) }, uniquingKeysWith: { first, _ in first })
    for entry in entries where takesOptimizer || entry.kind != .slot {
      guard let array = arrays[entry.name] else {
        problems.add(Diagnostic("\(subject) has no '\(entry.name)'", at: nil))
        continue
      }
      try problems.collect { try write(entry.name, array) }
    }
    let known = Set(entries.map(\.name))
    for tensor in checkpoint.tensors where !known.contains(tensor.name) {
      problems.add(
        Diagnostic(
          "\(subject) has '\(tensor.name.excerpt)', which this run lacks", at: nil))
    }
    try problems.throwIfErrors()
  }
}
