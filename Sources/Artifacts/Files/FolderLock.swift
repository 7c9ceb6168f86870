import Diagnostics
import Foundation
import Synchronization

/// The right to write in a folder, held by one process at a time: a lock on its file `.lock`, in which
/// the process writes its number. The system releases it when the process ends, however it ends.
public final class FolderLock: Sendable {
  public let folder: String
  private let descriptor: Mutex<Int32?>
  /// The topmost folder that was made for this lock.
  private let firstMade: String?

  /// Takes the lock; the folder is made where it is missing. One that was made, and in which nothing was written,
  /// goes again when the lock is given back.
  ///
  /// - Parameter whileHeld: is called again and again while another process holds it, and ends the waiting by an error.
  /// - Throws: where another process holds it, and nobody waits.
  public init(_ folder: String, whileHeld: (() throws -> Void)? = nil) throws {
    self.folder = folder
    firstMade = Self.firstMissing(folder)
    let opened = try Self.writing(folder, whileHeld)
    descriptor = Mutex(opened)
    _ = ftruncate(opened, 0)
    let number = Array(Self.number.utf8)
    do {
      try number.withUnsafeBytes {
        try writeAll($0, to: opened, path: Self.file(of: folder))
      }
    } catch {
      release()
      throw error
    }
  }

  /// - Parameter descriptor: of a lock that is held.
  private init(_ folder: String, reading descriptor: Int32) {
    self.folder = folder
    self.descriptor = Mutex(descriptor)
    firstMade = nil
  }

  deinit { release() }

  /// Keeps others from writing in a folder that is only read, and may stand where nobody can write.
  ///
  /// - Returns: `nil` where the folder was never locked, as a copy of a run.
  /// - Throws: where another process writes in it.
  public static func reading(_ folder: String) throws -> FolderLock? {
    let path = file(of: folder)
    // Without O_NONBLOCK, opening a named pipe would wait for ever.
    let opened = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard opened >= 0 else {
      if errno == ENOENT { return nil }
      throw Diagnostic.file("lock", path, code: errno)
    }
    try take(opened, LOCK_SH, of: folder)
    return FolderLock(folder, reading: opened)
  }

  /// Whether a process writes in a folder now: one that holds its lock. The number that stands there is not enough, since
  /// after a kill it may be that of any other process, and in a container it is another one outside.
  public static func isHeld(_ folder: String) -> Bool {
    let opened = open(file(of: folder), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard opened >= 0 else { return false }
    defer { close(opened) }
    guard let number = Int32(owner(opened)), number > 0 else { return false }
    if flock(opened, LOCK_SH | LOCK_NB) == 0 { return false }
    // Where a disk has no locks, the number is all there is.
    return errno == EWOULDBLOCK || kill(number, 0) == 0 || errno == EPERM
  }

  /// - Throws: a folder that was removed, or replaced by one that another process holds: what is written there is lost,
  ///   or mixed with what is not of this run.
  public func check() throws {
    let path = Self.file(of: folder)
    let isOurs = descriptor.withLock { held in
      guard let held else { return true }
      // Where a disk gives a file another number now and then, what stands in it tells.
      return Self.stands(held, at: path) || (try? TextFile.read(path)) == Self.number
    }
    guard !isOurs else { return }
    throw Diagnostic.machine(
      "'\(folder)' was removed or replaced while this run was writing it, so the run ends",
      notes: [
        .init("what was written before is where the folder went; the same command begins anew")
      ])
  }

  private static var number: String { "\(getpid())\n" }

  /// Gives the lock back; nothing happens the second time. The file of a folder that is used stays: removing it would
  /// let two in.
  public func release() {
    descriptor.withLock { descriptor in
      guard let held = descriptor else { return }
      _ = ftruncate(held, 0)
      if Self.stands(held, at: Self.file(of: folder)) { removeUnused() }
      close(held)
      descriptor = nil
    }
  }

  /// Removes what was made for the lock, and for nothing else as it came to be.
  private func removeUnused() {
    guard let firstMade, (try? Folder.names(in: folder)) == [".lock"] else { return }
    unlink(Self.file(of: folder))
    var path = folder
    while rmdir(path) == 0, path != firstMade { path = Folder.parent(of: path) }
  }

  private static func file(of folder: String) -> String { "\(folder)/.lock" }

  /// The topmost of the folders that are missing on the way to one.
  private static func firstMissing(_ folder: String) -> String? {
    var missing: String?
    var path = folder
    while !Folder.exists(path), missing != path {
      missing = path
      path = Folder.parent(of: path)
    }
    return missing
  }

  /// Makes a folder where it is missing, and takes the lock on its file, whose descriptor is returned.
  private static func writing(
    _ folder: String, _ whileHeld: (() throws -> Void)?
  ) throws -> Int32 {
    let path = file(of: folder)
    var attempt = 0
    while true {
      try Folder.create(folder)
      // A folder from elsewhere may hold a link: what it leads to would be emptied.
      let opened = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o666)
      attempt += 1
      // Whoever made the folder may have removed it meanwhile.
      if opened < 0, errno == ENOENT, attempt < 100 { continue }
      guard opened >= 0 else { throw Diagnostic.file("lock", path, code: errno) }
      try take(opened, LOCK_EX, of: folder, whileHeld)
      if stands(opened, at: path) { return opened }
      close(opened)
    }
  }

  /// Whether an open file is still the one of that name.
  private static func stands(_ descriptor: Int32, at path: String) -> Bool {
    var (opened, named) = (stat(), stat())
    return fstat(descriptor, &opened) == 0 && lstat(path, &named) == 0
      && opened.st_ino == named.st_ino && opened.st_dev == named.st_dev
  }

  /// Takes the lock on an open file, which is closed where that fails.
  private static func take(
    _ opened: Int32, _ kind: Int32, of folder: String, _ whileHeld: (() throws -> Void)? = nil
  ) throws {
    do {
      var attempt = 0
      while flock(opened, kind | LOCK_NB) != 0 {
        guard errno == EWOULDBLOCK else {
          throw Diagnostic.file("lock", file(of: folder), code: errno)
        }
        attempt += 1
        // Whoever only asks whether it is held has it for a moment.
        if attempt < 4 {
          usleep(1000)
          continue
        }
        guard let whileHeld else { throw refusal(of: folder, heldAs: opened) }
        try whileHeld()
      }
    } catch {
      close(opened)
      throw error
    }
  }

  /// The digits of the number that stands in a lock's file; empty where nobody holds it.
  private static func owner(_ opened: Int32) -> String {
    var digits = [UInt8](repeating: 0, count: 20)
    let count = max(0, pread(opened, &digits, digits.count, 0))
    return String(decoding: digits[..<count].prefix { (48...57).contains($0) }, as: UTF8.self)
  }

  /// - Parameter opened: the lock's file, in which stands who holds it.
  private static func refusal(of folder: String, heldAs opened: Int32) -> Diagnostic {
    let holder = owner(opened)
    return Diagnostic.machine(
      holder.isEmpty
        ? "another process is using \(folder)"
        : "another run (process \(holder)) is writing \(folder)",
      notes: [.init("wait until it ends, or choose another folder with --out")])
  }
}
