import Config
import Diagnostics
import Experiment
import Foundation
import YAML

/// The YAML files of one commit, read as if they stood in the working folder.
final class GitRevision: @unchecked Sendable {
  /// As it was asked for: "main".
  let name: String
  let commit: String
  /// By their paths from the repository's root.
  let files: [String: GitRepository.File]
  private let repository: GitRepository
  private let lock = NSLock()

  init(_ name: String, commit: String, in repository: GitRepository) throws {
    self.name = name
    self.commit = commit
    self.repository = repository
    files = try repository.files(of: commit)
  }

  /// The working folder from the repository's root.
  var prefix: String { repository.prefix }

  /// A path from the working folder, as it is named from the repository's root; `nil` where it leads outside.
  func inside(_ path: String) -> String? {
    guard !path.hasPrefix("/") else { return nil }
    let whole = PathLookup.join("/" + repository.prefix, path)
    let up = path.split(separator: "/").prefix { $0 == ".." }.count
    guard up <= repository.prefix.split(separator: "/").count else { return nil }
    return String(whole.dropFirst())
  }

  /// Reads files of this revision; messages name them `main:experiments/base.yaml`.
  var reader: FileReader {
    FileReader { [self] path, name, reference throws(Diagnostic) in
      func failure(_ problem: String) -> Diagnostic {
        Diagnostic("cannot read '\(self.name):\(name)': \(problem)", at: reference)
      }
      guard let inside = inside(path) else { throw failure("it is outside the repository") }
      guard let file = files[inside] else {
        throw failure(
          inside == path
            ? "no such file in this revision"
            : "no '\(inside)' in this revision; the path is taken from this folder")
      }
      guard file.size <= SourceFile.mostBytes else {
        throw failure(
          "it is too large (\(file.size) bytes); an experiment has at most \(SourceFile.mostBytes)")
      }
      let bytes: [UInt8]
      do {
        lock.lock()
        defer { lock.unlock() }
        bytes = try repository.content(of: file, with: Array(files.values))
      } catch let problem as Diagnostic {
        throw problem
      } catch {
        throw failure("\(error)")
      }
      let shown = "\(self.name):\(name)"
      let text = try SourceFile(name: shown, bytes: bytes).text
      let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
      return SourceFile(name: shown, text: text, folder: folder)
    }
  }

  /// The experiment of a file as it stands in this revision.
  func experiment(
    _ path: String, _ reading: ComparedExperiment.Reading
  ) throws -> LoadedExperiment {
    try LoadedExperiment(
      .experiment(reader: reader), file: path, profile: reading.profile,
      overrides: reading.overrides, dataFolder: reading.folders.data,
      weightsFolder: reading.folders.weights)
  }
}
