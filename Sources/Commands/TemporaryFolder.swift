import Artifacts
import Diagnostics
import Foundation

/// A folder of this process among the temporary files, `etch-PID-XXXXXX`, removed when nobody holds this. It is locked as long, so
/// that others know one whose process was killed; whoever makes the next removes it.
final class TemporaryFolder {
  private static let prefix = "etch-"

  let path: String
  private let descriptor: Int32

  /// - Parameter parent: where it is made.
  init(in parent: String = NSTemporaryDirectory()) throws {
    Self.removeAbandoned(in: parent)
    var name = Array("\(parent)/\(Self.prefix)\(getpid())-XXXXXX".utf8CString)
    guard mkdtemp(&name) != nil else {
      throw Diagnostic.machine(
        "cannot make a temporary folder: \(String(cString: strerror(errno)))")
    }
    path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor >= 0 { _ = flock(descriptor, LOCK_EX | LOCK_NB) }
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
    if descriptor >= 0 { close(descriptor) }
  }

  /// Removes what processes that were killed left.
  static func removeAbandoned(in parent: String) {
    for name in (try? Folder.namesIfThere(in: parent)) ?? [] {
      let parts = name.split(separator: "-", omittingEmptySubsequences: false)
      guard parts.count == 3, name.hasPrefix(prefix), let process = Int32(parts[1]), process > 0,
        parts[2].utf8.count == 6, kill(process, 0) != 0, errno == ESRCH
      else { continue }
      let path = "\(parent)/\(name)"
      let opened = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      guard opened >= 0 else { continue }
      // In a container or on another machine numbers are others; a lock is one.
      if flock(opened, LOCK_EX | LOCK_NB) == 0 { try? FileManager.default.removeItem(atPath: path) }
      close(opened)
    }
  }
}
