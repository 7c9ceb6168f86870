import Diagnostics
import Foundation
import YAML

/// Where the texts of an experiment's files come from: the disk, a checkpoint, a revision that git keeps.
public struct FileReader: Sendable {
  /// Reads a file.
  ///
  /// The arguments are where the file is, what messages call it, and where another file asks for it.
  public typealias Read =
    @Sendable (
      _ path: String, _ name: String, _ reference: SourceRange?
    ) throws(Diagnostic) -> SourceFile

  let read: Read
  /// The path by which two names of one file are known to be one.
  let resolved: @Sendable (String) -> String

  /// - Parameter resolved: by default the path as it is.
  public init(read: @escaping Read, resolved: @escaping @Sendable (String) -> String = { $0 }) {
    self.read = read
    self.resolved = resolved
  }

  /// The file of a path.
  public func file(_ path: String) throws(Diagnostic) -> SourceFile { try read(path, path, nil) }

  public static let disk = FileReader(
    read: { path, name, reference throws(Diagnostic) in
      try SourceFile.reading(path: path, name: name, askedForAt: reference)
    }, resolved: { URL(fileURLWithPath: $0).resolvingSymlinksInPath().path })

  /// The files that are at hand as text, by name; all others as this reader reads them.
  public func with(texts: [String: String]) -> FileReader {
    guard !texts.isEmpty else { return self }
    return FileReader(
      read: { [read] path, name, reference throws(Diagnostic) in
        guard let text = texts[name] else { return try read(path, name, reference) }
        return SourceFile(name: name, text: text)
      }, resolved: resolved)
  }
}
