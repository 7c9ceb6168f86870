import Artifacts
import Diagnostics
import Foundation
import YAML

/// A YAML file, as it is and formatted.
public struct FileFormatting {
  private let file: SourceFile
  /// The text with its blanks, indentation and blank lines set right.
  public let formatted: String

  /// - Throws: a file that cannot be read, everything that makes it no YAML.
  public init(path: String) throws {
    try self.init(SourceFile.reading(path: path, name: path))
  }

  /// Standard input.
  ///
  /// - Parameter name: what messages call it.
  public init(standardInputAs name: String) throws {
    let input: Data
    do {
      input = try FileHandle.standardInput.read(upToCount: SourceFile.mostBytes + 1) ?? Data()
    } catch {
      throw Diagnostic.machine("cannot read standard input: \(error.localizedDescription)")
    }
    guard input.count <= SourceFile.mostBytes else {
      throw Diagnostic(
        "cannot read '\(name)': it is too large; at most \(SourceFile.mostBytes) bytes are taken",
        at: nil)
    }
    try self.init(SourceFile(name: name, bytes: [UInt8](input)))
  }

  private init(_ file: SourceFile) throws {
    self.file = file
    formatted = try file.formatted()
  }

  /// Whether formatting changes anything.
  public var differs: Bool { !formatted.utf8.elementsEqual(file.text.utf8) }

  /// The changes as `diff -u` writes them; empty where there are none.
  public var difference: String {
    UnifiedDiff(name: file.name, from: file.text, to: formatted).text
  }

  /// Writes the formatted text in the file's place.
  ///
  /// - Throws: where that is not allowed, or somebody else has written the file meanwhile.
  public func write() throws {
    let now = try SourceFile.reading(path: file.name, name: file.name)
    guard now.text.utf8.elementsEqual(file.text.utf8) else {
      throw Diagnostic.machine(
        "'\(file.name)' changed while it was formatted; it was left alone")
    }
    try AtomicFile.replace(file.name, with: formatted)
  }

  /// The files that are meant: each file itself, and of a folder every `*.yaml` in it, but for `outputs` and what begins
  /// with a dot. A file that is meant twice is named once.
  ///
  /// - Parameter problems: takes folders that cannot be listed.
  public static func files(_ paths: [String], problems: inout DiagnosticList) throws -> [String] {
    var files: [String] = []
    for path in paths {
      if Folder.isFolder(path) {
        try walk(path, into: &files, problems: &problems)
      } else {
        files.append(path)
      }
    }
    var seen: Set<String> = []
    return files.filter { seen.insert(resolved($0)).inserted }
  }

  private static func walk(
    _ folder: String, into files: inout [String], problems: inout DiagnosticList
  ) throws {
    let names = try problems.collect { try Folder.names(in: folder) } ?? []
    for name in names where !name.hasPrefix(".") {
      let path = folder == "." ? name : folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
      var status = stat()
      guard lstat(path, &status) == 0 else {
        // What a name is that cannot be looked at, as one that is no UTF-8, is told where it is read.
        if name.hasSuffix(".yaml") { files.append(path) }
        continue
      }
      switch status.st_mode & S_IFMT {
      case S_IFDIR where name != "outputs":
        try walk(path, into: &files, problems: &problems)
      // A link to a folder may lead back to this one.
      case S_IFREG, S_IFLNK:
        if name.hasSuffix(".yaml"), !Folder.isFolder(path) { files.append(path) }
      default: break
      }
    }
  }

  private static func resolved(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
