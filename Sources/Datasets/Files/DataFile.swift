import Artifacts
import Crypto
import Diagnostics
import Foundation

/// A file of examples: where it is, how the experiment wrote it, and how to read it safely.
public struct DataFile: Hashable, Sendable {
  /// The path that is opened.
  public let path: String
  /// The path as the experiment writes it.
  public let written: String
  /// Where the experiment writes it.
  public let range: SourceRange?
  /// Whether a folder is meant.
  public let isFolder: Bool

  public init(path: String, written: String, range: SourceRange? = nil, isFolder: Bool = false) {
    self.path = path
    self.written = written
    self.range = range
    self.isFolder = isFolder
  }

  /// The folder of that name.
  var asFolder: DataFile {
    DataFile(path: path, written: written, range: range, isFolder: true)
  }

  /// A file in this folder.
  public func appending(_ name: String, range: SourceRange? = nil) -> DataFile {
    DataFile(
      path: DataLocation.join(path, name), written: DataLocation.join(written, name),
      range: range ?? self.range)
  }

  public var exists: Bool { FileManager.default.fileExists(atPath: path) }

  /// What to tell where the file is not there: a note to `validate`, an error to `run`.
  public func missing(_ severity: Diagnostic.Severity) -> Diagnostic {
    var notes = path == written ? [] : [Diagnostic.Note("looked for '\(path)'")]
    notes.append(
      Diagnostic.Note(
        written.hasPrefix("data/")
          ? "put the data there, or name the folder that 'data/' means with --data DIR"
          : "a path starts at the folder of the file that writes it; 'data/…' at --data DIR"))
    return Diagnostic(
      severity, "there is no \(isFolder ? "folder" : "file") '\(written)'", at: range, notes: notes)
  }

  /// A mistake in the file's contents; `place` is `:line:column` or empty.
  func malformed(_ message: String, place: String = "", notes: [String] = []) -> Diagnostic {
    Diagnostic("\(written)\(place): \(message)", at: range, notes: notes.map { .init($0) })
  }

  /// The size in bytes of a regular file.
  ///
  /// - Throws: no such file, or something else than a file, or one above the limit.
  func size(limit: Int) throws -> Int {
    guard exists else { throw missing(.error) }
    let attributes: [FileAttributeKey: Any]
    do {
      let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
      attributes = try FileManager.default.attributesOfItem(atPath: resolved)
    } catch {
      throw malformed("cannot be read", notes: [error.localizedDescription])
    }
    guard attributes[.type] as? FileAttributeType == .typeRegular else {
      throw malformed("is not a file")
    }
    let size = (attributes[.size] as? NSNumber)?.intValue ?? 0
    guard size <= limit else {
      throw malformed("has \(size) bytes; at most \(limit) are read")
    }
    return size
  }

  /// The first `count` bytes, or all of them where there are fewer.
  func read(first count: Int) throws -> Data {
    _ = try size(limit: .max)
    do {
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      defer { try? handle.close() }
      return try handle.read(upToCount: count) ?? Data()
    } catch {
      throw malformed("cannot be read", notes: [error.localizedDescription])
    }
  }

  /// All bytes.
  func read(limit: Int) throws -> Data {
    _ = try size(limit: limit)
    do {
      return try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw malformed("cannot be read", notes: [error.localizedDescription])
    }
  }

  /// The file, to be read from front to back and hashed on the way.
  func open(limit: Int) throws -> DigestedFile {
    _ = try size(limit: limit)
    do {
      return try DigestedFile(path, written: written)
    } catch let problem as Diagnostic {
      throw malformed("cannot be read", notes: [problem.message])
    }
  }

  func digest(of data: Data) -> FileDigest {
    FileDigest(path: written, hash: SHA256.hash(data: data))
  }
}

/// What a file held when it was read; a run records it and a resumed run compares it.
public struct FileDigest: Hashable, Sendable, Codable {
  /// As the experiment writes it.
  public let path: String
  /// 64 hexadecimal digits.
  public let sha256: String

  public init(path: String, sha256: String) {
    self.path = path
    self.sha256 = sha256
  }

  init(path: String, hash: SHA256.Digest) {
    let digits = hash.map { byte in
      let text = String(byte, radix: 16)
      return text.count == 1 ? "0" + text : text
    }
    self.init(path: path, sha256: digits.joined())
  }
}
