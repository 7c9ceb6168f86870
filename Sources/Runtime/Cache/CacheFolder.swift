import Diagnostics
import Foundation

/// The folder of compiled kernels: the user's own, written so that a reader never sees half a file.
struct CacheFolder: Sendable {
  let path: String

  /// `$XDG_CACHE_HOME/etch`, else `~/.cache/etch`.
  static func standard(in environment: [String: String] = ProcessInfo.processInfo.environment)
    -> String
  {
    // Relative paths there are to be ignored: XDG Base Directory Specification.
    if let caches = environment["XDG_CACHE_HOME"], caches.hasPrefix("/") { return caches + "/etch" }
    let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? NSHomeDirectory()
    return home + "/.cache/etch"
  }

  /// Opens the folder, or makes it.
  ///
  /// - Throws: a diagnostic, where it cannot be made or others may write to it, or put another in its place.
  init(_ path: String) throws {
    self.path = path
    var information = stat()
    if stat(path, &information) != 0 {
      guard errno == ENOENT || errno == ENOTDIR else { throw failure("cannot be opened", errno) }
      try make()
      guard stat(path, &information) == 0 else { throw failure("cannot be opened", errno) }
    }
    guard information.st_mode & S_IFMT == S_IFDIR else {
      throw Diagnostic.machine("the kernel cache '\(path)' is not a folder")
    }
    guard information.st_uid == geteuid() else {
      throw Diagnostic.machine(
        "the kernel cache '\(path)' belongs to another user",
        notes: [
          .init("what is loaded from it runs as you; set XDG_CACHE_HOME to a folder of yours")
        ])
    }
    guard information.st_mode & 0o077 == 0 else {
      throw Diagnostic.machine(
        "the kernel cache '\(path)' is open to other users",
        notes: [
          .init("what is loaded from it runs as you; close it: chmod 700 \(path.shownShellWord)")
        ])
    }
    try checkParents()
  }

  private func make() throws {
    let parent = URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
    do {
      try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    } catch {
      throw failure("cannot be made in '\(parent)'", errno)
    }
    // Another process may make it at the same moment.
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure("cannot be made", errno) }
  }

  func file(_ name: String) -> String { path + "/" + name }

  /// The bytes of a file; `nil` where it is not there, cannot be read or is larger than `limit`.
  func read(_ name: String, limit: Int) -> Data? {
    guard let size = size(of: name), size <= limit else { return nil }
    return FileManager.default.contents(atPath: file(name))
  }

  /// The bytes of a file that was written just now.
  ///
  /// - Throws: a diagnostic, where it cannot be read.
  static func contents(_ path: String) throws -> Data {
    do {
      return try Data(contentsOf: URL(filePath: path))
    } catch {
      throw Diagnostic.machine("'\(path)' cannot be read: \(error.localizedDescription)")
    }
  }

  func size(of name: String) -> Int? {
    var information = stat()
    guard lstat(file(name), &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
      return nil
    }
    return Int(information.st_size)
  }

  /// Writes a file under a temporary name and renames it. It is not synced: what a power failure leaves
  /// of it does not name a library, and is written anew.
  ///
  /// - Throws: a diagnostic, where the disk is full or read-only.
  func write(_ name: String, _ text: String) throws { try write(name, Data(text.utf8)) }

  /// The same of bytes.
  func write(_ name: String, _ bytes: Data) throws {
    let temporary = file(".\(name).\(UUID().uuidString)")
    try Self.create(temporary, bytes)
    try move(temporary, to: name)
  }

  /// Syncs a finished file and makes it part of the cache.
  ///
  /// - Throws: a diagnostic, where the disk is full or read-only.
  func adopt(_ temporary: String, as name: String) throws {
    let descriptor = open(temporary, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("cannot be written", errno) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else {
      let reason = errno
      unlink(temporary)
      throw failure("cannot be written", reason)
    }
    try move(temporary, to: name)
  }

  private func move(_ temporary: String, to name: String) throws {
    guard rename(temporary, file(name)) == 0 else {
      let reason = errno
      unlink(temporary)
      throw failure("cannot be written", reason)
    }
  }

  /// Writes a new file that only its user may read.
  ///
  /// - Parameter place: where that is.
  static func create(_ path: String, _ bytes: Data, in place: BuildPlace = .cache) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw place.failure(path, "cannot be written", errno) }
    defer { close(descriptor) }
    try bytes.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let part = UnsafeRawBufferPointer(rebasing: rest)
        let count = Foundation.write(descriptor, part.baseAddress, part.count)
        guard count > 0 else {
          let reason = errno
          if count < 0, reason == EINTR { continue }
          unlink(path)
          throw place.failure(path, "cannot be written", reason)
        }
        rest = rest.dropFirst(count)
      }
    }
  }

  /// Says that a file was used just now.
  func touch(_ name: String) { utimes(file(name), nil) }

  func remove(_ name: String) { unlink(file(name)) }

  func failure(_ what: String, _ reason: Int32) -> Diagnostic {
    BuildPlace.cache.failure(path, what, reason)
  }
}
