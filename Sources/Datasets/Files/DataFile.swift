import Artifacts
import Diagnostics
import Digests
import Foundation

/// A file of examples: where it is, how the experiment wrote it, and how to read it safely.
public struct DataFile: Hashable, Sendable {
  /// The path that is opened.
  public let path: String
  /// The path as the experiment writes it.
  public let written: String
  /// The same as messages name it: on one line, with what a terminal would act on escaped.
  package var shown: String { written.escapedForDisplay }
  /// Where the experiment writes it.
  public let range: SourceRange?
  /// Whether a folder is meant.
  public let isFolder: Bool
  /// What its path begins with, where that is looked up.
  let lookup: Lookup?
  /// Why nothing of it is read, though it may be there.
  public private(set) var refusal: Diagnostic?

  public init(path: String, written: String, range: SourceRange? = nil, isFolder: Bool = false) {
    self.init(path: path, written: written, range: range, isFolder: isFolder, lookup: nil)
  }

  init(
    path: String, written: String, range: SourceRange?, isFolder: Bool = false, lookup: Lookup?
  ) {
    self.path = path
    self.written = written
    self.range = range
    self.isFolder = isFolder
    self.lookup = lookup
    // The system would read what stands before it.
    guard path.utf8.contains(0) else { return }
    refusal = Diagnostic("'\(written.excerpt)' is no path: it has a zero byte", at: range)
  }

  /// The folder of that name.
  var asFolder: DataFile {
    DataFile(path: path, written: written, range: range, isFolder: true, lookup: lookup)
      .refused(refusal)
  }

  /// The same, which is not read for a reason.
  func refused(_ refusal: Diagnostic?) -> DataFile {
    var copy = self
    copy.refusal = self.refusal ?? refusal
    return copy
  }

  /// A file in this folder.
  public func appending(_ name: String, range: SourceRange? = nil) -> DataFile {
    DataFile(
      path: DataLocation.join(path, name), written: DataLocation.join(written, name),
      range: range ?? self.range, lookup: lookup
    ).refused(refusal)
  }

  /// Whether there is something of that name, be it readable or not.
  public var exists: Bool {
    guard refusal == nil else { return false }
    var status = stat()
    return stat(path, &status) == 0 || (errno != ENOENT && errno != ENOTDIR)
  }

  /// Whether nothing but the one who wrote its path can put it there: it is in no folder that the command line names, where recipes
  /// put what they get.
  package var isOwn: Bool { lookup == nil }

  /// What to tell where the file is not there: a note to `validate`, an error to `run`.
  public func missing(_ severity: Diagnostic.Severity) -> Diagnostic {
    if let refusal { return refusal }
    var notes =
      path == written ? [] : [Diagnostic.Note("looked for '\(path.escapedForDisplay)'")]
    if let hint = missingHint { notes.append(.init(hint)) }
    let words = lookup?.words ?? []
    notes += PublicFiles.advice(of: written, lookup: words).map { Diagnostic.Note($0) }
    let fetch =
      PublicFiles.recipe(of: written).map {
        "'\((["etch", "fetch", $0] + words).shownCommand)' gets it; or "
      } ?? ""
    notes.append(
      Diagnostic.Note(
        fetch
          + (written.hasPrefix("data/")
            ? "put the data there, or name the folder that 'data/' means with --data DIR"
            : written.hasPrefix("weights/")
              ? "put the file there, or name the folder that 'weights/' means with --weights DIR"
              : "a path starts at the folder of the file that writes it; 'data/…' at --data DIR")))
    let message =
      "there is no \(isFolder ? "folder" : "file") '\(shown)'\(nearest)"
    return severity == .note
      ? .note(message, at: range, notes: notes) : Diagnostic(message, at: range, notes: notes)
  }

  /// The folder that this one stands in, as far as it is written.
  private var parent: DataFile? {
    guard let (above, own) = Self.divided(written), let (folder, name) = Self.divided(path),
      own.utf8.elementsEqual(name.utf8), Self.divided(above) != nil
    else { return nil }
    return DataFile(path: folder, written: above, range: range, isFolder: true, lookup: lookup)
  }

  /// The folder that it stands in, which has no name where none is written, and its name there.
  var place: (folder: DataFile, name: String) {
    let (folder, name) = Self.divided(path) ?? ("", path)
    let above = Self.divided(written)?.folder ?? ""
    return (DataFile(path: folder, written: above, range: range, lookup: lookup), name)
  }

  /// What stands before and behind the last slash of a path, which is divided by bytes, as disks divide it; `nil` where it has
  /// none.
  private static func divided(_ path: String) -> (folder: String, name: String)? {
    let bytes = path.utf8
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return nil }
    let folder = slash == bytes.startIndex ? "/" : String(Substring(bytes[..<slash]))
    return (folder, String(Substring(bytes[bytes.index(after: slash)...])))
  }

  /// The outermost folder of those that this one stands in that is not there, or itself.
  var firstMissing: DataFile {
    guard isFolder, let parent, !parent.exists else { return self }
    return parent.firstMissing
  }

  /// The end of a message about what is not there: the file or folder that may be meant, which stands beside it; of a folder also one
  /// beside that in which it stands.
  package var nearest: String {
    // Of what lies outside nothing is told.
    guard refusal == nil else { return "" }
    let missing = firstMissing
    return Suggestion.phrase(beside: missing.path, written: missing.written) { own, parent in
      let beside = (try? Folder.names(in: parent)) ?? []
      let alike = beside.filter {
        Folder.isFolder(DataLocation.join(parent, $0)) == missing.isFolder
      }
      return Suggestion.nearest(to: own, among: alike)
    }
  }

  /// What to say of a path that is none.
  private var missingHint: String? {
    let word = written.lowercased()
    if word.contains("://") {
      return "an address is no path: download what is there, and name where it then stands"
    }
    if let first = word.first, let last = word.last, "“„‘«".contains(first), "”“’»".contains(last) {
      return "quotes are straight, \" or '; these are letters of the path"
    }
    if word == "~" || word.hasPrefix("~/") {
      return
        "'~' is not expanded: write the whole path; --allow-outside follows it out of the project"
    }
    if word.contains("*") {
      return isFolder
        ? "a path has no wildcards: name the folder, all of whose pictures are read"
        : "a path has no wildcards: name one file"
    }
    if isFolder, PictureFile.endings.contains(where: word.hasSuffix) {
      return "'source: image' reads one picture; this source reads a folder of them"
    }
    // A name, as 'weights: imagenet'.
    if !isFolder, !word.contains("/"), !word.contains(".") {
      return "'etch fetch --list' tells what can be downloaded"
    }
    return nil
  }

  /// A mistake in the file's contents; `place` is `:line:column` or empty.
  func malformed(_ message: String, place: String = "", notes: [String] = []) -> Diagnostic {
    Diagnostic(
      "\(shown)\(place): \(message)", at: range,
      notes: notes.map { .init($0) })
  }

  /// The size in bytes of a regular file.
  ///
  /// - Throws: no such file, or something else than a file, or one above the limit.
  func size(limit: Int) throws -> Int {
    guard exists else { throw missing(.error) }
    var status = stat()
    guard stat(path, &status) == 0 else {
      let reason = String(cString: strerror(errno))
      // What a name stands for is the user's.
      guard errno != ELOOP, errno != ENAMETOOLONG else {
        throw malformed("cannot be read", notes: [reason])
      }
      throw unreadable(reason)
    }
    guard status.st_mode & S_IFMT == S_IFREG else { throw malformed("is not a file") }
    guard status.st_size <= limit else {
      throw malformed("has \(status.st_size) bytes; at most \(limit) are read")
    }
    return Int(status.st_size)
  }

  /// The first `count` bytes, or all of them where there are fewer.
  package func read(first count: Int) throws -> Data {
    try located {
      let file = try InputFile(path)
      return try Data(file.bytes(min(count, file.size)))
    }
  }

  /// All bytes.
  func read(limit: Int) throws -> Data {
    _ = try size(limit: limit)
    return try located {
      let file = try InputFile(path)
      var data = Data(count: file.size)
      try data.withUnsafeMutableBytes { try file.fill($0) }
      return data
    }
  }

  /// The file, to be read from front to back and hashed on the way.
  package func open(limit: Int) throws -> DigestedFile {
    _ = try size(limit: limit)
    return try located { try DigestedFile(path, written: written) }
  }

  /// Looks at the file first; gives what is wrong with it the place of the experiment that names it.
  private func located<T>(_ body: () throws -> T) throws -> T {
    _ = try size(limit: .max)
    do {
      return try body()
    } catch let problem as Diagnostic where problem.range == nil {
      throw problem.fault == .machine
        ? unreadable(problem.message) : malformed("cannot be read", notes: [problem.message])
    }
  }

  /// Gives what is found to be wrong with the file the place of the experiment that names it.
  package func placed<T>(_ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let problem as Diagnostic where problem.range == nil && problem.fault == .input {
      throw Diagnostic(problem.message, at: range, notes: problem.notes)
    }
  }

  /// The digest of the whole file, none of which is kept.
  package func digested() throws -> FileDigest {
    let file = try open(limit: .max)
    try withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { buffer in
      while try file.read(into: buffer) > 0 {}
    }
    return file.digest
  }

  /// The file is there, and the machine does not give it.
  private func unreadable(_ reason: String) -> Diagnostic {
    Diagnostic(
      "\(shown): cannot be read", at: range, notes: [.init(reason)],
      fault: .machine)
  }

  func digest(of data: Data) -> FileDigest {
    FileDigest(path: written, sha256: SHA256.hexadecimal(of: data))
  }
}

/// What a file held when it was read; a run records it and a resumed run compares it.
public struct FileDigest: Hashable, Sendable, Codable {
  /// As the experiment writes it.
  public let path: String
  /// 64 hexadecimal digits.
  public let sha256: String
  /// How many files it is of; more than one is those of a folder.
  public let files: Int

  private enum CodingKeys: String, CodingKey {
    case path, sha256
  }

  public init(path: String, sha256: String, files: Int = 1) {
    self.path = path
    self.sha256 = sha256
    self.files = files
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      path: try container.decode(String.self, forKey: .path),
      sha256: try container.decode(String.self, forKey: .sha256))
  }
}
