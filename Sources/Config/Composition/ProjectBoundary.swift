import Diagnostics
import Foundation

/// What the paths that a file writes may lead to: its project, and the folders that `data/…` and `weights/…` mean.
/// What lies elsewhere is refused before anything of it is read.
public struct ProjectBoundary: Hashable, Sendable {
  /// The project, as messages name it.
  public let project: String
  /// The folders, links resolved.
  private let folders: [String]

  /// - Parameters:
  ///   - project: the folder of the project.
  ///   - others: folders that were named on the command line.
  public init(project: String, others: [String]) {
    self.project = project
    folders = ([project] + others).map(Self.resolved)
  }

  /// Why a path that a file writes is not followed; `nil` where it stays inside.
  ///
  /// - Parameters:
  ///   - written: as the file writes it.
  ///   - path: what would be opened.
  public func refusal(of written: String, leadingTo path: String, at range: SourceRange?)
    -> Diagnostic?
  {
    let target = Self.resolved(path)
    guard !isInside(target) else { return nil }
    // Where its text alone would stay inside, it is a link.
    let isLinked =
      isInside(PathLookup.absolute(path)) && !path.split(separator: "/").contains("..")
    return Diagnostic(
      "'\(written.excerpt)' leads out of the project, so it is not read", at: range,
      notes: (isLinked ? [.init("a link leads to '\(target.excerpt)'")] : []) + [
        .init("the project is '\(project)'"),
        .init(
          "--data DIR says where 'data/…' is; --allow-outside follows any path that the file writes"
        ),
      ])
  }

  private func isInside(_ path: String) -> Bool {
    folders.contains { path == $0 || path.hasPrefix($0 == "/" ? $0 : $0 + "/") }
  }

  /// The path from the root of the file system, with every link on the way followed, as far as it exists.
  static func resolved(_ path: String) -> String {
    var existing = PathLookup.absolute(path)
    var rest: [String] = []
    // A `..` behind a link means the parent of what it leads to, so the path is not shortened by its text.
    while true {
      if let real = realpath(existing, nil) {
        defer { free(real) }
        let base = String(cString: real)
        return PathLookup.join(base, rest.reversed().joined(separator: "/"))
      }
      guard let slash = existing.lastIndex(of: "/"), existing != "/" else {
        return PathLookup.join("/", rest.reversed().joined(separator: "/"))
      }
      rest.append(String(existing[existing.index(after: slash)...]))
      existing = slash == existing.startIndex ? "/" : String(existing[..<slash])
    }
  }
}

extension PathLookup {
  /// The path from the root of the file system.
  static func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
  }
}
