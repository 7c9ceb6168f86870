import Diagnostics
import Foundation

/// A file of events for TensorBoard. A resumed run cuts it where its checkpoint was made and writes the same again, which
/// a TensorBoard that is reading it shows as if nothing had happened.
public final class EventsFile {
  /// Neither a time nor a host, which would make every file another.
  public static let name = "events.out.tfevents.0000000000.etch"

  public let path: String
  public private(set) var offset = 0
  /// Whether it was begun anew.
  public let isNew: Bool
  private let descriptor: Int32

  /// Opens the file where it is at least `offset` bytes long and begins as one of ours, and forgets what is after them;
  /// otherwise begins it anew.
  ///
  /// - Throws: where it cannot be written.
  public init(_ path: String, from offset: Int) throws {
    self.path = path
    try Folder.create(Folder.parent(of: path))
    descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Diagnostic.file("write", path, code: errno) }
    let header = Event.version.record
    let size = lseek(descriptor, 0, SEEK_END)
    var start = [UInt8](repeating: 0, count: header.count)
    let isOurs =
      offset >= header.count && Int(size) >= offset
      && pread(descriptor, &start, start.count, 0) == start.count && start == header
    self.offset = isOurs ? offset : 0
    isNew = !isOurs
    guard ftruncate(descriptor, off_t(self.offset)) == 0,
      lseek(descriptor, off_t(self.offset), SEEK_SET) >= 0
    else {
      let code = errno
      close(descriptor)
      throw Diagnostic.file("write", path, code: code)
    }
    if !isOurs { try append(.version) }
  }

  deinit { close(descriptor) }

  /// - Throws: where the disk does not take it; then nothing of it is left.
  public func append(_ event: Event) throws {
    let record = event.record
    do {
      try record.withUnsafeBytes { try writeAll($0, to: descriptor, path: path) }
      offset += record.count
    } catch {
      _ = ftruncate(descriptor, off_t(offset))
      _ = lseek(descriptor, off_t(offset), SEEK_SET)
      throw error
    }
  }
}
