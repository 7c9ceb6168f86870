import Diagnostics
import Foundation
import Synchronization

/// The right to write in a folder, held by one process at a time: a lock on its file `.lock`, in which
/// the process writes its number. The system releases it when the process ends, however it ends.
public final class FolderLock: Sendable {
  public let folder: String
  private let descriptor: Mutex<Int32?>

  /// Takes the lock; the folder is made where it is missing.
  ///
  /// - Throws: where another process holds it.
  public init(_ folder: String) throws {
    self.folder = folder
    try Folder.create(folder)
    let path = "\(folder)/.lock"
    // A folder from elsewhere may hold a link: what it leads to would be emptied.
    let opened = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o666)
    guard opened >= 0 else { throw Diagnostic.file("lock", path, code: errno) }
    guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      var digits = [UInt8](repeating: 0, count: 20)
      let count = max(0, pread(opened, &digits, digits.count, 0))
      close(opened)
      guard code == EWOULDBLOCK else { throw Diagnostic.file("lock", path, code: code) }
      let owner = String(
        decoding: digits[..<count].prefix { (48...57).contains($0) }, as: UTF8.self)
      throw Diagnostic.machine(
        "another run (process \(owner.isEmpty ? "unknown" : owner)) is writing \(folder)",
        notes: [.init("wait until it ends, or choose another folder with --out")])
    }
    descriptor = Mutex(opened)
    _ = ftruncate(opened, 0)
    let number = Array("\(getpid())\n".utf8)
    do {
      try number.withUnsafeBytes { try writeAll($0, to: opened, path: path) }
    } catch {
      close(opened)
      descriptor.withLock { $0 = nil }
      throw error
    }
  }

  deinit { release() }

  /// Gives the lock back; nothing happens the second time. The file stays: removing it would let two in.
  public func release() {
    descriptor.withLock { descriptor in
      guard let held = descriptor else { return }
      _ = ftruncate(held, 0)
      close(held)
      descriptor = nil
    }
  }
}
