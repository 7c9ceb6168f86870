import Diagnostics
import Foundation

/// A file that appears whole or not at all: it is written beside its place as `.NAME.tmp-PID-N`, with a long NAME cut, synced,
/// and renamed; a reader never sees half of one, and the old one stays until the new one is safe.
public final class AtomicFile: ByteSink {
  public let path: String
  private let temporaryPath: String
  private(set) var descriptor: Int32

  /// Opens the temporary file; missing folders are made.
  ///
  /// - Throws: where the folder does not allow it, or something else than a file would be replaced.
  public init(_ path: String) throws {
    self.path = path
    try Folder.create(Folder.parent(of: path))
    try Self.checkPlace(path)
    var attempt = 0
    while true {
      let candidate = Self.temporaryPath(of: path, attempt: attempt)
      let opened = open(candidate, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if opened >= 0 {
        // For who asks whether it is still written; nobody waits for it.
        _ = flock(opened, LOCK_EX | LOCK_NB)
        (descriptor, temporaryPath) = (opened, candidate)
        return
      }
      guard errno == EEXIST, attempt < 10_000 else {
        throw Diagnostic.file("write", path, code: errno)
      }
      attempt += 1
    }
  }

  /// - Throws: what is no file, which root would lose: a folder, a pipe, a device as `/dev/null`, a stream as `/dev/stdout`; a name
  ///   that is too long.
  static func checkPlace(_ path: String) throws {
    var status = stat()
    let isThere = stat(path, &status) == 0
    guard isThere || errno != ENAMETOOLONG else {
      throw Diagnostic.file("write", path, code: ENAMETOOLONG)
    }
    let kind = isThere ? status.st_mode & S_IFMT : S_IFREG
    guard kind != S_IFDIR else { throw Diagnostic.file("write", path, code: EISDIR) }
    // A stream's name is a link to whatever file it goes to.
    let isStream = Folder.parent(of: path) == "/dev" && Folder.isLink(path)
    guard kind == S_IFREG, !isStream else {
      throw Diagnostic.content(
        path, "is no file, and none is put in its place", advice: "name a file to write")
    }
  }

  deinit { abandon() }

  /// Appends bytes to the temporary file.
  public func write(_ bytes: UnsafeRawBufferPointer) throws {
    precondition(descriptor >= 0, "'\(path)' is already committed or abandoned")
    try writeAll(bytes, to: descriptor, path: path)
  }

  /// Makes the file visible under its name, replacing an older one.
  ///
  /// - Throws: where the disk did not take all of it; the old file is then untouched.
  public func commit() throws {
    precondition(descriptor >= 0, "'\(path)' is already committed or abandoned")
    guard fsync(descriptor) == 0 else { throw Diagnostic.file("write", path, code: errno) }
    let closing = descriptor
    descriptor = -1
    guard close(closing) == 0, rename(temporaryPath, path) == 0 else {
      let code = errno
      unlink(temporaryPath)
      throw Diagnostic.file("write", path, code: code)
    }
    try Folder.synchronize(Folder.parent(of: path))
  }

  /// Removes the temporary file; nothing happens after a commit.
  public func abandon() {
    guard descriptor >= 0 else { return }
    close(descriptor)
    descriptor = -1
    unlink(temporaryPath)
  }

  /// Writes a whole file at once.
  public static func write(_ bytes: [UInt8], to path: String) throws {
    let file = try AtomicFile(path)
    try file.write(bytes)
    try file.commit()
  }

  /// Writes a whole text at once, in UTF-8, and removes what a writer of it that was killed left.
  public static func write(_ text: String, to path: String) throws {
    removeAbandoned(of: path)
    try write(Array(text.utf8), to: path)
  }

  /// Removes what writers that were killed left in a folder; its lock must be held.
  ///
  /// - Returns: the names of the removed files.
  @discardableResult
  public static func removeLeftovers(in folder: String) throws -> [String] {
    var removed: [String] = []
    for name in try Folder.names(in: folder) where isTemporary(name) {
      let path = "\(folder)/\(name)"
      guard unlink(path) == 0 else { throw Diagnostic.file("remove", path, code: errno) }
      removed.append(name)
    }
    return removed
  }

  /// Removes what writers of a file that were killed left beside it, in a folder of which no lock says who writes in it.
  public static func removeAbandoned(of path: String) {
    for left in abandoned(of: path) {
      let opened = open(left, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
      guard opened >= 0 else { continue }
      // In a container or on another machine numbers are others; a lock is one.
      if flock(opened, LOCK_EX | LOCK_NB) == 0 { unlink(left) }
      close(opened)
    }
  }

  /// The paths of what processes that are no longer there were writing in the place of `path`.
  public static func abandoned(of path: String) -> [String] {
    let folder = Folder.parent(of: path)
    let start = temporaryBeginning(of: path)
    return ((try? Folder.namesIfThere(in: folder)) ?? []).filter { name in
      guard name.hasPrefix(start), isTemporary(name),
        let process = Int32(name.dropFirst(start.count).prefix { $0 != "-" })
      else { return false }
      return kill(process, 0) != 0 && errno == ESRCH
    }.map { "\(folder)/\($0)" }
  }

  /// Where a file is written before it has its place: `.NAME.tmp-PID-N` beside it.
  ///
  /// - Parameter attempt: the N.
  public static func temporaryPath(of path: String, attempt: Int = 0) -> String {
    "\(Folder.parent(of: path))/\(temporaryBeginning(of: path))\(getpid())-\(attempt)"
  }

  /// The most bytes that stand of a name: with what is put around it, it has the 255 at most that file systems allow.
  private static let mostOfName = 255 - ".".utf8.count - ".tmp-2147483647-10000".utf8.count

  /// `.NAME.tmp-`
  private static func temporaryBeginning(of path: String) -> String {
    var name = Folder.name(of: path)
    while name.utf8.count > mostOfName { name.unicodeScalars.removeLast() }
    return ".\(name).tmp-"
  }

  /// Whether a name has the form `.NAME.tmp-PID-N`.
  public static func isTemporary(_ name: String) -> Bool {
    guard name.hasPrefix("."), let mark = name.range(of: ".tmp-", options: .backwards),
      mark.lowerBound > name.index(after: name.startIndex)
    else { return false }
    let numbers = name[mark.upperBound...].split(
      separator: "-", omittingEmptySubsequences: false)
    return numbers.count == 2
      && numbers.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }
  }
}

/// Writes all of `bytes`, however often the system takes only a part.
func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String) throws {
  var done = 0
  while done < bytes.count {
    let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
    let count = Foundation.write(descriptor, rest.baseAddress, rest.count)
    if count < 0 {
      guard errno == EINTR else { throw Diagnostic.file("write", path, code: errno) }
      continue
    }
    done += count
  }
}
