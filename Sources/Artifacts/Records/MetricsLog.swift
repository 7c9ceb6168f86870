import Diagnostics
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
  }

  deinit { state.withLock { _ = close($0.descriptor) } }

  /// The size in bytes.
  public var offset: Int { state.withLock { $0.offset } }

  /// Appends one line; its keys keep their order.
  ///
  /// - Throws: where the disk does not take it; then nothing of it is left.
  public func append(_ record: [JSON.Member]) throws {
    let line = Array(JSON.object(record).description.utf8) + [UInt8(ascii: "\n")]
    try state.withLock { state in
      do {
        try line.withUnsafeBytes { try writeAll($0, to: state.descriptor, path: path) }
        state.offset += line.count
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
  /// - Throws: where the file is shorter or no line begins there: it is not the one the checkpoint speaks of.
  public func truncate(to offset: Int) throws {
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
      guard ftruncate(state.descriptor, off_t(offset)) == 0,
        lseek(state.descriptor, off_t(offset), SEEK_SET) >= 0
      else { throw Diagnostic.file("write", path, code: errno) }
      state.offset = offset
    }
  }

  private func mismatch(_ problem: String) -> Diagnostic {
    .content(path, problem, advice: "it was changed since; begin again with --fresh")
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
