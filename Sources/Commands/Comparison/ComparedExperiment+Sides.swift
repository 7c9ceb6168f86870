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

  /// - Parameter side: a file, `REV:path`, a run's folder or `NAME/HASH` with as much of the hash as is needed, a
  ///   checkpoint or a pack.
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
    } else if let run = try Self.run(named: side, in: reading.outFolder) {
      try self.init(run: run, name: side, reading)
    } else {
      throw Diagnostic(
        "there is no file, run or checkpoint '\(side.excerpt)'", at: nil,
        notes: [
          .init(
            "give a file, main:experiments/vae.yaml for a file of a revision, a run's folder, NAME/HASH, or a checkpoint"
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

  /// The run of a name and the beginning of a hash.
  private static func run(named side: String, in folder: String) throws -> String? {
    let parts = side.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, isName(parts[0]), !parts[1].isEmpty,
      parts[1].allSatisfy({ $0.isHexDigit })
    else { return nil }
    let runs = "\(folder)/\(parts[0])"
    guard Folder.isFolder(runs) else { return nil }
    let found = try Folder.names(in: runs).filter {
      $0.hasPrefix(parts[1]) && Folder.exists(RunFolder("\(runs)/\($0)").experiment)
    }
    guard found.count < 2 else {
      throw Diagnostic(
        "'\(side.excerpt)' may be any of \(found.count) runs", at: nil,
        notes: [.init("they are \(found.map { "\(parts[0])/\($0)" }.joined(separator: ", "))")])
    }
    return found.first.map { "\(runs)/\($0)" }
  }

  private static func refuseProfile(_ reading: Reading, of side: String) throws {
    guard reading.profile != nil else { return }
    throw Diagnostic(
      "--profile is for files; '\(side.excerpt)' was made with a profile or without one", at: nil)
  }
}
