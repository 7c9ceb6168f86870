import Artifacts
import Config
import Diagnostics
import Experiment
import Foundation
import Training

/// A run that somebody has packed. Nothing of it is trusted: every file is held against the manifest, and the experiment
/// against its identity.
public struct PackedRun {
  /// How packs are called.
  public static func isPack(_ path: String) -> Bool { path.hasSuffix(".etch") }

  let path: String
  let manifest: PackManifest
  /// The resolved experiment.
  let text: String
  let digests: [StateDigests.Line]

  /// - Throws: a file that is no pack, or damaged.
  public init(_ path: String) throws {
    self.path = path
    let (all, found) = try Archive.digests(
      of: path, keeping: [PackManifest.name, RunFiles.experiment, RunFiles.digests])
    guard let bytes = found[PackManifest.name] else {
      throw Diagnostic("'\(path)' is no pack of etch: it has no \(PackManifest.name)", at: nil)
    }
    manifest = try PackManifest(bytes, of: path)
    let files = all.filter { $0.key != PackManifest.name }
    for name in Set(files.keys).union(manifest.files.keys).sorted()
    where files[name] != manifest.files[name] {
      let isStrange = manifest.files[name] == nil
      throw Self.changed(
        name, in: path,
        files[name] == nil
          ? "is missing" : isStrange ? "is not named by \(PackManifest.name)" : nil)
    }
    guard let experiment = found[RunFiles.experiment],
      let text = String(validating: experiment, as: UTF8.self)
    else { throw Diagnostic("'\(path)' holds no \(RunFiles.experiment)", at: nil) }
    self.text = text
    digests =
      try found[RunFiles.digests].map { content in
        try StateDigests.lines(
          String(decoding: content, as: UTF8.self), file: "\(path)/\(RunFiles.digests)")
      } ?? []
  }

  /// What to say where it is run, if it went on from a checkpoint that it does not have.
  public var remarkOfParent: Diagnostic? {
    manifest.continues.map { _ in
      Diagnostic(
        .machine,
        "'\(path)' is of a run that continued another, which is not in it: this one begins anew",
        at: nil)
    }
  }

  /// What is told where a run of it begins: its weights, which are at hand, are trained anew. `nil` where it has none.
  public var noteOfWeights: Diagnostic? {
    guard manifest.files.keys.contains(where: Self.isCheckpoint) else { return nil }
    let command = ["etch", "sample", path, "--out", "shown"].shownCommand
    return .note(
      "'\(path)' holds the weights of step \(manifest.steps), and this trains them anew; '\(command)' shows what they make, without training",
      at: nil)
  }

  static func changed(_ name: String, in path: String, _ what: String? = nil) -> Diagnostic {
    Diagnostic(
      "'\(path)' was changed since it was packed: '\(name.excerpt)' "
        + (what ?? "is not what \(PackManifest.name) says"), at: nil)
  }

  /// The experiment, with the paths of the folder that etch runs in, or of the pack where it has files of its own.
  ///
  /// - Throws: everything that is wrong with it.
  public func experiment(
    overrides: [String] = [], folders: LookupFolders = LookupFolders()
  ) throws -> LoadedExperiment {
    let own = manifest.holdsOwnFiles ? try unpacked() : nil
    let experiment: LoadedExperiment
    do {
      experiment = try resolved(overrides, in: own, folders)
    } catch let problems as DiagnosticList where !overrides.isEmpty {
      experiment = try named(overrides, in: own ?? unpacked(), folders, instead: problems)
    }
    experiment.kept = own
    experiment.wantedData = neededData
    return experiment
  }

  private func unpacked() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    _ = try unpack(into: folder.path)
    return folder
  }

  /// The experiment of the resolved text, which has its params put in.
  private func resolved(
    _ overrides: [String], in folder: TemporaryFolder?, _ folders: LookupFolders
  ) throws -> LoadedExperiment {
    try LoadedExperiment(
      text: text, name: "\(path)/\(RunFiles.experiment)", overrides: overrides,
      dataFolder: folders.data, weightsFolder: folders.weights,
      root: folder.flatMap { Self.root(in: $0.path) }, allowsOutside: folders.allowsOutside,
      usedFiles: Set(manifest.data.keys))
  }

  /// The experiment of the files that it was composed of, which have the names of its params.
  ///
  /// - Parameter problems: what is wrong with the overrides as the resolved text has it.
  /// - Throws: what is wrong with params; where none is set, or there are no such files, or these are another experiment today,
  ///   the problems.
  private func named(
    _ overrides: [String], in folder: TemporaryFolder, _ folders: LookupFolders,
    instead problems: DiagnosticList
  ) throws -> LoadedExperiment {
    let setsParams = overrides.contains { $0.hasPrefix("params.") }
    let sources = sources(in: folder.path)
    func composed(_ overrides: [String]) throws -> LoadedExperiment? {
      try sources?.experiment(
        overrides, dataFolder: folders.data, weightsFolder: folders.weights,
        allowsOutside: folders.allowsOutside, usedFiles: Set(manifest.data.keys))
    }
    let packed = try? resolved([], in: folder, folders)
    if let packed, let unchanged = try? composed([]), unchanged.identity == packed.identity {
      do {
        if let experiment = try composed(overrides) { return experiment }
      } catch {
        if setsParams { throw error }
      }
    } else if setsParams {
      var told = problems
      told.add(
        .note(
          "'\(path)' has no files with the names of its params, or they are read otherwise today; write values at the keys that '\(["etch", "show", path].shownCommand)' has",
          at: nil))
      throw told
    }
    throw problems
  }

  /// The files that its experiment was composed of; `nil` where it does not hold them, or not how they were asked for.
  ///
  /// - Parameter folder: where it is unpacked.
  func sources(in folder: String) -> RunSources? {
    guard let request = manifest.request else { return nil }
    let asked = RunRecord.Request(
      identity: manifest.identity, groupIdentity: "",
      root: Self.root(in: folder) ?? FileManager.default.currentDirectoryPath, file: request.file,
      profile: request.profile, overrides: request.overrides, params: [:], commandLine: [])
    return try? RunSources(of: RunFolder(folder), asked, shown: "\(path)/\(RunFiles.sources)")
  }

  /// SHA-256 of the data that its run read and that it does not hold, by its path as written.
  var neededData: [String: String] {
    manifest.data.filter { RunPack.isNeeded($0.key, beside: manifest.files) }
  }

  /// Where the paths of an unpacked run begin; `nil` where it has no files of its own.
  static func root(in folder: String) -> String? {
    let root = "\(folder)/\(RunFiles.files)"
    return Folder.isFolder(root) ? root : nil
  }

  /// The run as a folder below `folder`: every file compared with the manifest.
  ///
  /// - Returns: the newest checkpoint; `nil` where there is none.
  func unpack(into folder: String) throws -> String? {
    let names = try Archive.unpack(path, into: folder)
    for name in names where name != PackManifest.name {
      guard try manifest.files[name] == ContentDigest.ofFile("\(folder)/\(name)") else {
        throw Self.changed(name, in: path)
      }
    }
    for name in manifest.files.keys where !names.contains(name) {
      throw Self.changed(name, in: path)
    }
    return names.filter(Self.isCheckpoint).max().map { "\(folder)/\($0)" }
  }

  private static func isCheckpoint(_ name: String) -> Bool {
    name.hasPrefix(RunFiles.checkpoints + "/")
  }
}
