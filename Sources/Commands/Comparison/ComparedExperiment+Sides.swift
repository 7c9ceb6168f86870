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
    public var dataFolder: String
    /// Where runs stand that are named by NAME/HASH.
    public var outFolder: String

    public init(
      profile: String? = nil, overrides: [String] = [], dataFolder: String = "data",
      outFolder: String = "outputs"
    ) {
      self.profile = profile
      self.overrides = overrides
      self.dataFolder = dataFolder
      self.outFolder = outFolder
    }
  }

  /// - Parameter side: a file, `REV:path`, a run as `RunIndex.path` takes it, a checkpoint or a pack.
  /// - Throws: what is none of them; everything that is wrong with the experiment.
  public init(_ side: String, _ reading: Reading) throws {
    if Folder.isFolder(side) {
      try self.init(run: side, name: side, reading)
    } else if Folder.exists(side) {
      try self.init(file: side, reading)
    } else if let colon = side.firstIndex(of: ":") {
      let revision = String(side[..<colon])
      let path = String(side[side.index(after: colon)...])
      let repository = try GitRepository()
      let tree = try GitRevision(
        revision, commit: try repository.commit(revision), in: repository)
      try self.init(
        tree.experiment(
          path, profile: reading.profile, overrides: reading.overrides,
          dataFolder: reading.dataFolder), name: side)
    } else {
      let run = try RunIndex.path(side, in: reading.outFolder)
      if Folder.isFolder(run) {
        try self.init(run: run, name: side, reading)
        return
      }
      throw Diagnostic(
        "there is no file, run or checkpoint '\(side.excerpt)'", at: nil,
        notes: [
          .init(
            "give a file, main:experiments/vae.yaml for a file of a revision, a run's folder, NAME/HASH, - for the newest run, or a checkpoint"
          )
        ])
    }
  }

  private init(file: String, _ reading: Reading) throws {
    if PackedRun.isPack(file) {
      try Self.refuseProfile(reading, of: file)
      try self.init(
        PackedRun(file).experiment(
          overrides: reading.overrides, dataFolder: reading.dataFolder), name: file)
      return
    }
    guard file.hasSuffix(".safetensors") || file.hasSuffix(".zst") else {
      try self.init(
        LoadedExperiment(
          file: file, profile: reading.profile, overrides: reading.overrides,
          dataFolder: reading.dataFolder), name: file)
      return
    }
    try Self.refuseProfile(reading, of: file)
    let saved = try SavedRun.header(of: file)
    let run = Folder.parent(of: Folder.parent(of: file))
    let root = (try? RunRecord.read(from: RunFolder(run).record))?.request?.root
    try self.init(
      LoadedExperiment(
        text: saved.experiment, name: file, overrides: reading.overrides,
        dataFolder: reading.dataFolder, root: root), name: file)
  }

  private init(run: String, name: String, _ reading: Reading) throws {
    try Self.refuseProfile(reading, of: name)
    try self.init(
      LoadedExperiment(
        file: RunFolder(run).experiment, profile: nil, overrides: reading.overrides,
        dataFolder: reading.dataFolder), name: name)
  }

  private static func refuseProfile(_ reading: Reading, of side: String) throws {
    guard reading.profile != nil else { return }
    throw Diagnostic(
      "--profile is for files; '\(side.excerpt)' was made with a profile or without one", at: nil)
  }
}
