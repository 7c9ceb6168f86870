import Artifacts
import Config
import Diagnostics
import Experiment
import Foundation
import Training

extension ComparedExperiment {
  /// How sides are read.
  public struct Reading {
    public var profile: String?
    public var overrides: [String]
    /// Where paths lead, and where runs stand that are named by NAME/HASH.
    public var folders: LookupFolders
    /// Where the program stands, whose experiments may be meant.
    public var program: String
    /// Is told which run a name of several means.
    public var remark: (String) -> Void

    public init(
      profile: String? = nil, overrides: [String] = [], folders: LookupFolders = LookupFolders(),
      program: String = "", remark: @escaping (String) -> Void = { _ in }
    ) {
      self.profile = profile
      self.overrides = overrides
      self.folders = folders
      self.program = program
      self.remark = remark
    }
  }

  /// - Parameter side: a file, `REV:path`, a run as `RunIndex.path` takes it, a checkpoint or a pack.
  /// - Throws: what is none of them; everything that is wrong with the experiment.
  public init(_ side: String, _ reading: Reading) throws {
    if Folder.isFolder(side) {
      let run = try RunIndex.path(side, in: reading.folders.runs, remark: reading.remark)
      guard !Folder.isAbsent(RunFolder(word: run).experiment) else { throw Diagnostic.noRun(side) }
      try self.init(run: run, name: side, reading)
    } else if Folder.exists(side) {
      try self.init(file: side, reading)
    } else if let colon = side.firstIndex(of: ":") {
      let revision = String(side[..<colon])
      let path = String(side[side.index(after: colon)...])
      guard !revision.isEmpty else {
        throw Diagnostic(
          "'\(side.excerpt)' is of git's index, which is not compared", at: nil,
          notes: [.init("HEAD:\(path.excerpt) is the file of the last commit")])
      }
      let repository = try GitRepository()
      let tree = try GitRevision(
        revision, commit: try repository.commit(revision), in: repository)
      try self.init(tree.experiment(path, reading), name: side)
    } else {
      let run = try RunIndex.path(side, in: reading.folders.runs, remark: reading.remark)
      if Folder.isFolder(run) {
        try self.init(run: run, name: side, reading)
        return
      }
      let shipped = MissingExperiment.copying(side, program: reading.program)
      let forms =
        "give a file, main:experiments/vae.yaml for a file of a revision, a run's folder, NAME/HASH, - for the newest run, or a checkpoint"
      throw Diagnostic(
        "there is no file, run or checkpoint '\(side.excerpt)'\(MissingExperiment.hint(side))",
        at: nil, notes: [shipped, forms].compactMap(\.self).map { .init($0) })
    }
  }

  private init(file: String, _ reading: Reading) throws {
    if PackedRun.isPack(file) {
      try self.init(
        PackedRun(file).experiment(overrides: reading.overrides, folders: reading.folders),
        name: file)
      return
    }
    guard file.hasSuffix(".safetensors") || file.hasSuffix(".zst") else {
      try self.init(LoadedExperiment(file, reading, profile: reading.profile), name: file)
      return
    }
    let saved = try SavedRun.header(of: file)
    let root = (try? RunRecord.read(from: RunFolder(ofCheckpoint: file).record))?.request?.root
    try self.init(
      LoadedExperiment(
        text: saved.experiment, name: file, overrides: reading.overrides,
        dataFolder: reading.folders.data, weightsFolder: reading.folders.weights, root: root,
        allowsOutside: reading.folders.allowsOutside), name: file)
  }

  private init(run: String, name: String, _ reading: Reading) throws {
    try self.init(
      LoadedExperiment(RunFolder(run).experiment, reading, profile: nil), name: name)
  }

  /// Whether a side is a file, or one of a revision, which has profiles: the others were made with one or without.
  static func hasProfiles(_ side: String) -> Bool {
    guard Folder.exists(side) else { return side.contains(":") }
    return !Folder.isFolder(side)
      && ![".etch", ".safetensors", ".zst"].contains { side.hasSuffix($0) }
  }
}

extension LoadedExperiment {
  /// A file as a comparison reads it.
  convenience init(
    _ file: String, _ reading: ComparedExperiment.Reading, profile: String?
  ) throws {
    let folders = reading.folders
    try self.init(
      file: file, profile: profile, overrides: reading.overrides, dataFolder: folders.data,
      weightsFolder: folders.weights, runsFolder: folders.runs,
      allowsOutside: folders.allowsOutside)
  }
}
