import Diagnostics
import Foundation

/// A file of events for TensorBoard. A resumed run cuts it where its checkpoint was made and writes the same again, which
/// a TensorBoard that is reading it shows as if nothing had happened.
public final class EventsFile {
  /// Neither a time nor a host, which would make every file another.
  public static let name = "events.out.tfevents.0000000000.etch"

  public let path: String
  /// The bytes after the beginning, so that it is the same whatever the settings are called.
  public var offset: Int { end - start }
  private var start = 0
  private var end = 0
  private let descriptor: Int32

  /// Opens the file where it begins as one of ours and has at least `offset` bytes after that, and forgets what is
  /// after them; otherwise begins it anew.
  ///
  /// - Parameter beginning: what stands first, after the version.
  /// - Throws: where it cannot be written.
  public init(_ path: String, beginning: Event, from offset: Int) throws {
    self.path = path
    try Folder.create(Folder.parent(of: path))
    descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Diagnostic.file("write", path, code: errno) }
    (start, end) = Self.place(of: offset, in: descriptor) ?? (0, 0)
    guard ftruncate(descriptor, off_t(end)) == 0, lseek(descriptor, off_t(end), SEEK_SET) >= 0
    else { throw Diagnostic.file("write", path, code: errno) }
    if start == 0 {
      try append(.version)
      try append(beginning)
      start = end
    }
  }

  /// Whether the file can be gone on with at `offset`, as nothing else would leave it as it is.
  public static func reaches(_ offset: Int, _ path: String) -> Bool {
    // Without O_NONBLOCK, opening a named pipe would wait for ever.
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return place(of: offset, in: descriptor) != nil
  }

  /// The bytes of the beginning, and those up to `offset` after it; nil where the file does not have them.
  private static func place(of offset: Int, in descriptor: Int32) -> (start: Int, end: Int)? {
    let start = offset > 0 ? beginning(of: descriptor) : 0
    let (end, overflow) = start.addingReportingOverflow(offset)
    return start > 0 && !overflow && end <= Int(lseek(descriptor, 0, SEEK_END)) ? (start, end) : nil
  }

  /// The bytes of the version and the event after it; 0 where the file is not one of ours.
  private static func beginning(of descriptor: Int32) -> Int {
    let header = Event.version.record
    var found = [UInt8](repeating: 0, count: header.count + 8)
    guard pread(descriptor, &found, found.count, 0) == found.count, found.starts(with: header)
    else { return 0 }
    let length = found[header.count...].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    // A length and its checksum stand before the event, and a checksum after it.
    return length < 1 << 24 ? header.count + 12 + Int(length) + 4 : 0
  }

  deinit { close(descriptor) }

  /// - Throws: where the disk does not take it; then nothing of it is left.
  public func append(_ event: Event) throws {
    let record = event.record
    do {
      try record.withUnsafeBytes { try writeAll($0, to: descriptor, path: path) }
      end += record.count
    } catch {
      _ = ftruncate(descriptor, off_t(end))
      _ = lseek(descriptor, off_t(end), SEEK_SET)
      throw error
    }
  }
}
