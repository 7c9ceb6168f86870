import Artifacts
import Datasets
import Diagnostics
import Experiment
import Training

/// A run's own data, which its pack takes along: what stands in the project, and not below `data/`.
struct PackedData {
  /// The most bytes that a pack takes along.
  static let limit = 1 << 28

  let items: [Archive.Item]

  /// - Parameters:
  ///   - digests: SHA-256 of what the run has read, by its path as written.
  ///   - here: the same of what is there now.
  /// - Throws: data that is not there any more, or has other content; more than the limit; links.
  init(of experiment: LoadedExperiment, digests: [String: String], here: [String: String]) throws {
    let own = experiment.dataFiles.filter {
      digests[$0.written] != nil && RunPack.isOwn($0.written)
    }
    let changed = FileDigests.changed(digests, in: here)
    if let first = changed.first(where: { name in own.contains { $0.written == name } }) {
      throw Diagnostic(
        "'\(first.excerpt)' has other content than when the run read it, so the pack cannot take it along",
        at: nil, notes: [.init("without --with-data it is packed as it was")])
    }
    var items: [Archive.Item] = []
    var names: Set<String> = []
    var bytes = 0
    func add(_ name: String, file path: String) throws {
      let item = Archive.Item("\(RunFiles.files)/\(name)", file: path)
      guard names.insert(item.name).inserted else { return }
      guard names.count < Archive.Limits().files else {
        throw Diagnostic(
          "the run's own data has more files than a pack holds, \(Archive.Limits().files)", at: nil,
          notes: [.init("send it beside the pack, which without --with-data says what is needed")])
      }
      bytes += try InputFile(path).size
      guard bytes <= Self.limit else {
        throw Diagnostic(
          "the run's own data is larger than what a pack takes along, \(Self.limit >> 20) MB",
          at: nil,
          notes: [.init("send it beside the pack, which without --with-data says what is needed")])
      }
      items.append(item)
    }
    for file in own {
      let name = RunPack.nameOfOwn(file.written)
      guard file.isFolder else {
        try add(name, file: file.path)
        continue
      }
      try Self.checkLinks(file.path)
      for picture in try RunPack.files(in: file.path) where PictureFile.isCalledSo(picture) {
        let path = try Archive.path(of: picture, in: file.path, toBe: "packed")
        try add("\(name)/\(picture)", file: path)
      }
    }
    self.items = items
  }

  /// - Throws: a folder that is a link, whose pictures would be left out.
  private static func checkLinks(_ folder: String) throws {
    guard !Folder.isLink(folder) else {
      throw Diagnostic(
        "'\(folder.escapedForDisplay)' is a symbolic link, and what it leads to is not packed",
        at: nil,
        notes: [.init("put a folder in its place, or send it beside the pack")])
    }
    for name in try Folder.names(in: folder) where Folder.isFolder("\(folder)/\(name)") {
      try checkLinks("\(folder)/\(name)")
    }
  }
}
