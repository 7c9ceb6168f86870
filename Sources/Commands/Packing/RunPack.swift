import Artifacts
import Config
import Datasets
import Diagnostics
import Experiment
import Foundation
import OrderedCollections
import Training

/// One file to send: what a run was, what it came to, and what another machine needs to see that it is so.
public struct RunPack {
  /// The file that was written.
  public let path: String
  /// What is told of checkpoints that are damaged or gone, and of a run that continued another.
  public let warnings: DiagnosticList
  /// The data that a run of it needs, and that is not in it.
  public let neededData: [NeededData]

  /// Whether it holds files of the project: then its paths lead to these, and nothing can be put beside them.
  public let holdsOwnFiles: Bool

  /// A file, or a folder of pictures, that the receiver of a pack needs.
  public struct NeededData: Hashable, Sendable {
    /// As the experiment writes it.
    public let path: String
    public let sha256: String
    /// How many pictures a folder holds; `nil` for a file, and where it is not there any more.
    public let pictureCount: Int?
    /// Whether a pack can take it along.
    public var isOwn: Bool { RunPack.isOwn(path) }
    /// Whether it stands outside of the project, where its path is that of this machine.
    public var isOutside: Bool { !Archive.isInside(RunPack.nameOfOwn(path)) }

    /// "'pictures', 200 files, SHA-256 88b4…"
    public var sentence: String {
      let count = pictureCount.map { ", " + $0.counted("file") } ?? ""
      return "'\(path.excerpt)'\(count), SHA-256 \(sha256)"
    }
  }

  /// - Parameters:
  ///   - run: the run's folder.
  ///   - out: the file to write; by default `NAME-HASH.etch`.
  ///   - withData: whether the run's own data is taken along.
  /// - Throws: a folder without a run, a run without a checkpoint, a folder that a run is writing; data that cannot be taken
  ///   along.
  public init(run: String, out: String? = nil, withData: Bool = false) throws {
    let folder = RunFolder(word: run)
    guard !folder.isAbsent else { throw Diagnostic.noRun(run) }
    let lock = try FolderLock.reading(folder.path)
    defer { lock?.release() }
    let record = try RunRecord.read(from: folder.record)
    let path = try out ?? Self.fileName(of: record, in: folder)
    let temporary = try TemporaryFolder()
    defer { withExtendedLifetime(temporary) {} }
    func load() throws -> LoadedExperiment {
      try LoadedExperiment(
        file: folder.experiment, profile: nil, overrides: [],
        dataFolder: record.dataFolder ?? "data", weightsFolder: record.weightsFolder ?? "weights",
        allowsOutside: true)
    }
    // Without the data its shapes are not known, but where its weights stand is.
    let experiment = try? load()
    var items = [try Self.item(RunFiles.experiment, in: folder)]
    var steps = 0
    var warnings = DiagnosticList()
    if let newest = try folder.newest(warnings: &warnings) {
      steps = newest.saved.progress.totalSteps
      let file = "\(temporary.path)/checkpoint\(RunFiles.checkpointEnding)"
      // Without what only going on with training needs.
      let checkpoint = try Checkpoint.read(from: newest.file) { !SavedRun.isOfOptimizer($0) }
      try checkpoint.write(to: file)
      items.append(
        Archive.Item("\(RunFiles.checkpoints)/\(Folder.name(of: newest.file))", file: file))
    } else if try (experiment ?? load()).trains {
      throw folder.lacksCheckpoints
    }
    for name in [RunFiles.metrics, RunFiles.digests, RunFiles.evaluations, RunFiles.report]
    where Folder.exists(folder.file(name)) {
      items.append(try Self.item(name, in: folder))
    }
    for name in try Self.files(in: folder.sources) {
      items.append(try Self.item("\(RunFiles.sources)/\(name)", in: folder))
    }
    // No name stands in an archive twice.
    let named = Set(items.map(\.name) + [PackManifest.name])
    for picture in OrderedSet(record.pictures ?? [])
    where !named.contains(picture) && Folder.exists(folder.file(picture)) {
      items.append(try Self.item(picture, in: folder))
    }
    // The record has a path as the experiment wrote it, and the pack as its own text does. What was changed since
    // the run is left out.
    var data = record.digests
    let own = try experiment?.ownWeights() ?? []
    for (written, path) in own {
      let item = Archive.Item("\(RunFiles.files)/\(Self.nameOfOwn(written))", file: path)
      let digest = try item.digest()
      guard data.values.contains(digest) else { continue }
      data = data.filter { $0.value != digest }
      data[written] = digest
      if !items.contains(where: { $0.name == item.name }) { items.append(item) }
    }
    let dataFiles = experiment?.dataFiles ?? []
    for (written, digest) in data {
      let same = dataFiles.first { $0.written == written || $0.written.hasSuffix("/" + written) }
      guard let same, same.written != written else { continue }
      data[written] = nil
      data[same.written] = digest
    }
    // Another spelling of the same path, as './pics', is known by what is there.
    let known = Set(dataFiles.map(\.written) + own.map(\.name))
    let isSpelledOtherwise = data.keys.contains { !known.contains($0) && !$0.hasPrefix("weights/") }
    var here: [String: String] = [:]
    if withData {
      here = try experiment?.dataDigests() ?? [:]
    } else if isSpelledOtherwise {
      here = (try? experiment?.dataDigests()) ?? [:]
    }
    if isSpelledOtherwise { data = FileDigests.spelled(data, as: here) }
    if withData, let experiment {
      let names = Set(items.map(\.name))
      items += try PackedData(of: experiment, digests: data, here: here).items.filter {
        !names.contains($0.name)
      }
    }
    let request = record.request.flatMap { request in
      (try? RunSources(of: folder, request)).map {
        PackManifest.Request(
          file: $0.name, profile: request.profile, overrides: request.overrides)
      }
    }
    let manifest = PackManifest(
      experiment: record.name, identity: record.request?.identity ?? "",
      continues: record.continues?.sha256, version: record.versions["etch"] ?? "",
      numerics: Self.numerics(record), level: record.versions["level"] ?? "", steps: steps,
      request: request, data: data,
      files: try Dictionary(
        items.map { ($0.name, try $0.digest()) }, uniquingKeysWith: { first, _ in first }))
    try Archive.write(
      [Archive.Item(PackManifest.name, text: manifest.json.description + "\n")] + items, to: path)
    self.path = path
    holdsOwnFiles = manifest.holdsOwnFiles
    if record.continues != nil {
      warnings.add(
        .note(
          "'etch verify' cannot verify this pack: its run continued another, which is not in it, so its steps cannot be trained again",
          at: nil))
    }
    self.warnings = warnings
    neededData = data.filter { Self.isNeeded($0.key, beside: manifest.files) }.map {
      written, digest in
      let folder = dataFiles.first { $0.written == written && $0.isFolder }
      return NeededData(
        path: written, sha256: digest,
        pictureCount: folder.flatMap { Self.pictureCount(in: $0.path) })
    }.sorted { $0.path < $1.path }
  }

  /// `NAME-HASH.etch`.
  ///
  /// - Throws: a record whose name would lead elsewhere: in a folder that somebody else has made, anywhere.
  private static func fileName(of record: RunRecord, in folder: RunFolder) throws -> String {
    let name = "\(record.name)-\(record.hash).etch"
    guard Archive.isInside(name), Folder.isName(name) else {
      throw Diagnostic(
        "'\(folder.record)' calls its run '\(record.name.excerpt)' and '\(record.hash.excerpt)', which name no file",
        at: nil, notes: [.init("say where to write with --out")])
    }
    return name
  }

  /// Whether a file or folder that a run read is not among those of its pack.
  static func isNeeded(_ written: String, beside files: [String: String]) -> Bool {
    let name = "\(RunFiles.files)/\(nameOfOwn(written))"
    return files[name] == nil && !files.keys.contains { $0.hasPrefix(name + "/") }
  }

  /// Whether data of that path is of the project alone: `data/` and `weights/` may be anywhere.
  static func isOwn(_ written: String) -> Bool {
    !written.hasPrefix("data/") && !written.hasPrefix("weights/")
      && Archive.isInside(nameOfOwn(written))
  }

  /// What a file of the project is called below `files/`.
  static func nameOfOwn(_ written: String) -> String {
    written.hasPrefix("./") ? String(written.dropFirst(2)) : written
  }

  /// The pictures of a folder; those of the folders in it, where it has none itself, as with `label: folder`.
  static func pictureCount(in folder: String) -> Int? {
    guard let names = try? Folder.names(in: folder).filter({ !$0.hasPrefix(".") }) else {
      return nil
    }
    let own = names.count { PictureFile.isCalledSo($0) }
    guard own == 0 else { return own }
    return names.reduce(0) { count, name in
      let path = "\(folder)/\(name)"
      guard Folder.isFolder(path), !Folder.isLink(path) else { return count }
      return count + (pictureCount(in: path) ?? 0)
    }
  }

  static func numerics(_ record: RunRecord) -> Int {
    record.versions["numerics"].flatMap { Int($0) } ?? 0
  }

  /// The files below a folder, by their paths from there. What stands behind a link is not looked for.
  static func files(in folder: String) throws -> [String] {
    guard Folder.isFolder(folder), !Folder.isLink(folder) else { return [] }
    return try Folder.names(in: folder).flatMap { name in
      let path = "\(folder)/\(name)"
      let isFolder = Folder.isFolder(path) && !Folder.isLink(path)
      return isFolder ? try files(in: path).map { "\(name)/\($0)" } : [name]
    }
  }

  /// A file of the run's folder.
  ///
  /// - Throws: one that stands elsewhere, by its name or behind a link: in a folder that somebody else has made, that may be
  ///   any file of this machine, which whoever gets the pack would read.
  private static func item(_ name: String, in folder: RunFolder) throws -> Archive.Item {
    guard Archive.isInside(name) else {
      throw Diagnostic(
        "'\(folder.record)' names '\(name.excerpt)', which is no file of the run", at: nil)
    }
    return Archive.Item(name, file: try Archive.path(of: name, in: folder.path, toBe: "packed"))
  }
}
