import Artifacts
import Config
import Diagnostics
import Experiment

/// The files of a commit, or those that stand in the working tree. Paths start from the working folder.
enum GitSide {
  case revision(GitRevision)
  case workingTree(GitRepository)

  /// `nil` for the working tree.
  var commit: String? {
    switch self {
    case .revision(let revision): revision.commit
    case .workingTree: nil
    }
  }

  private var prefix: [Substring] {
    switch self {
    case .revision(let revision): revision.prefix.split(separator: "/")
    case .workingTree(let repository): repository.prefix.split(separator: "/")
    }
  }

  var reader: FileReader {
    switch self {
    case .revision(let revision): revision.reader
    case .workingTree: .disk
    }
  }

  /// All YAML files.
  func paths() throws -> [String] {
    switch self {
    case .revision(let revision): return revision.files.keys.map(outside)
    case .workingTree(let repository):
      return try (repository.tracked() + repository.untracked())
        .filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
        .map(outside)
        .filter { Folder.exists($0) && !Folder.isFolder($0) }
    }
  }

  /// A path from the repository's root, as it is named from the working folder.
  func outside(_ path: String) -> String {
    let parts = path.split(separator: "/")
    let here = prefix
    var shared = 0
    while shared < here.count, shared < parts.count - 1, here[shared] == parts[shared] {
      shared += 1
    }
    let up = Array(repeating: "..", count: here.count - shared)
    return (up + parts.dropFirst(shared).map(String.init)).joined(separator: "/")
  }

  /// A path from the working folder, as it is named from the repository's root.
  func inside(_ path: String) -> String? {
    let whole = PathLookup.join("/" + prefix.joined(separator: "/"), path)
    return whole == "/" ? nil : String(whole.dropFirst())
  }

  /// The text of a file; empty where it cannot be read.
  func text(_ path: String) -> String {
    (try? reader.file(path))?.text ?? ""
  }

  func experiment(
    _ path: String, _ reading: ComparedExperiment.Reading
  ) throws -> LoadedExperiment {
    switch self {
    case .revision(let revision): try revision.experiment(path, reading)
    case .workingTree: try LoadedExperiment(path, reading, profile: reading.profile)
    }
  }
}
