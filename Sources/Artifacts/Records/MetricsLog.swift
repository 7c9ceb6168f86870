import Diagnostics
import Digests
import Foundation
import Synchronization

/// `metrics.jsonl`: one JSON object a line, the same numbers always the same bytes.
///
/// Each line is written at once. ``synchronize()`` brings all of them to the disk; a checkpoint calls it before it
/// records ``offset``, and a resumed run truncates to that.
public final class MetricsLog: Sendable {
  private struct State {
    var descriptor: Int32
    var offset: Int
    var digest = SHA256()
  }

  public let path: String
  private let state: Mutex<State>

  /// Opens the log to append to it; makes it where it is missing.
  ///
  /// - Throws: where it cannot be opened for writing.
  public init(_ path: String) throws {
    self.path = path
    try Folder.create(Folder.parent(of: path))
    // A folder from elsewhere may hold a link: what it leads to would be truncated.
    let descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Diagnostic.file("write", path, code: errno) }
    do {
      // A checkpoint that is safe must not count the bytes of a file whose entry is lost.
      try Folder.synchronize(Folder.parent(of: path))
    } catch {
      close(descriptor)
      throw error
    }
    let end = lseek(descriptor, 0, SEEK_END)
    guard end >= 0 else {
      let code = errno
      close(descriptor)
      throw Diagnostic.file("write", path, code: code)
    }
    state = Mutex(State(descriptor: descriptor, offset: Int(end)))
    try state.withLock { $0.digest = try digest(of: $0.descriptor, upTo: $0.offset) }
  }

  deinit { state.withLock { _ = close($0.descriptor) } }

  /// The size in bytes.
  public var offset: Int { state.withLock { $0.offset } }

  /// The SHA-256 of the lines so far, in hexadecimal digits.
  public var digest: String { state.withLock { $0.digest.hexadecimal } }

  private func digest(of descriptor: Int32, upTo offset: Int) throws -> SHA256 {
    var digest = SHA256()
    var position = 0
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while position < offset {
      let count = pread(descriptor, &buffer, min(buffer.count, offset - position), off_t(position))
      guard count > 0 else { throw Diagnostic.file("read", path, code: count < 0 ? errno : EIO) }
      digest.update(buffer[..<count])
      position += count
    }
    return digest
  }

  /// Appends one line; its keys keep their order.
  ///
  /// - Throws: where the disk does not take it; then nothing of it is left.
  public func append(_ record: [JSON.Member]) throws {
    let line = Array(JSON.object(record).description.utf8) + [UInt8(ascii: "\n")]
    try state.withLock { state in
      do {
        try line.withUnsafeBytes { try writeAll($0, to: state.descriptor, path: path) }
        state.offset += line.count
        state.digest.update(line)
      } catch {
        _ = ftruncate(state.descriptor, off_t(state.offset))
        _ = lseek(state.descriptor, off_t(state.offset), SEEK_SET)
        throw error
      }
    }
  }

  /// Returns when all lines are on the disk.
  public func synchronize() throws {
    try state.withLock { state in
      guard fsync(state.descriptor) == 0 else { throw Diagnostic.file("write", path, code: errno) }
    }
  }

  /// Forgets all lines after `offset`, at which one must begin.
  ///
  /// - Parameter expected: the digest of the lines before; `nil` where it is not known.
  /// - Throws: where the file is shorter, no line begins there or the digest is another: it is not the one the
  ///   checkpoint speaks of.
  public func truncate(to offset: Int, digest expected: String? = nil) throws {
    try state.withLock { state in
      guard offset >= 0, offset <= state.offset else {
        throw mismatch("has \(state.offset) bytes, the checkpoint counted \(offset)")
      }
      if offset > 0 {
        var last: UInt8 = 0
        guard pread(state.descriptor, &last, 1, off_t(offset - 1)) == 1 else {
          throw Diagnostic.file("read", path, code: errno)
        }
        guard last == UInt8(ascii: "\n") else {
          throw mismatch("has no line that begins at byte \(offset), where the checkpoint was made")
        }
      }
      let digest = try digest(of: state.descriptor, upTo: offset)
      guard expected == nil || expected == digest.hexadecimal else {
        throw mismatch("has other lines than the checkpoint has seen")
      }
      guard ftruncate(state.descriptor, off_t(offset)) == 0,
        lseek(state.descriptor, off_t(offset), SEEK_SET) >= 0
      else { throw Diagnostic.file("write", path, code: errno) }
      state.offset = offset
      state.digest = digest
    }
  }

  private func mismatch(_ problem: String) -> Diagnostic { Self.mismatch(path, problem) }

  private static func mismatch(_ path: String, _ problem: String) -> Diagnostic {
    .content(
      path, problem,
      advice:
        "it was changed since; --accept-changes goes on with a log that begins at the checkpoint, --fresh begins anew"
    )
  }

  /// Whether the file ends with the lines that a checkpoint has seen: those after it are of no use to anybody.
  ///
  /// - Throws: as ``truncate(to:digest:)``, and where the file is gone; the file is only read.
  public static func check(_ path: String, offset: Int, digest expected: String?) throws -> Bool {
    guard Folder.exists(path) else {
      guard offset > 0 else { return true }
      throw mismatch(path, "is gone, and the checkpoint counted \(offset) bytes of it")
    }
    let file = try InputFile(path)
    guard file.size >= offset else {
      throw mismatch(path, "has \(file.size) bytes, the checkpoint counted \(offset)")
    }
    var digest = SHA256()
    var position = 0
    var last = UInt8(ascii: "\n")
    while position < offset {
      let bytes = try file.bytes(min(1 << 16, offset - position))
      digest.update(bytes)
      position += bytes.count
      last = bytes.last ?? last
    }
    guard last == UInt8(ascii: "\n") else {
      throw mismatch(
        path, "has no line that begins at byte \(offset), where the checkpoint was made")
    }
    guard expected == nil || expected == digest.hexadecimal else {
      throw mismatch(path, "has other lines than the checkpoint has seen")
    }
    return file.size == offset
  }

  /// The records of a log, in order; a last line without its end, as a killed run leaves it, is not one.
  ///
  /// - Throws: where the file cannot be read or a line is no JSON object.
  public static func read(_ path: String) throws -> [JSON] {
    let bytes = try InputFile.contents(of: path)
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return try lines.dropLast().enumerated().map { index, line in
      guard let record = try? JSONParser.parse(Array(line)), case .object = record else {
        throw Diagnostic.content(path, "line \(index + 1) is no JSON object")
      }
      return record
    }
  }
}
