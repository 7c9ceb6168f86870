import Diagnostics
import Foundation

/// A folder of our own in which one build writes: in the kernel cache, so that what is finished can be moved there,
/// or among the temporary files. It is locked as long as the build lives, so that others know a leftover one.
final class BuildFolder {
  static let prefix = "build-"
  /// Of those whose sources are kept.
  static let failedPrefix = "failed-"

  private(set) var path: String
  let place: BuildPlace
  private let parent: String
  private let descriptor: Int32

  /// - Throws: a diagnostic, where the disk is full or read-only.
  init(in cache: CacheFolder?) throws {
    parent = cache?.path ?? NSTemporaryDirectory()
    place = cache == nil ? .temporary : .cache
    // The cache removes what is in there itself.
    if cache == nil { Self.removeLeftovers(in: parent) }
    let name = Self.prefix + "\(getpid())-\(UUID().uuidString)"
    path = cache?.file(name) ?? parent + (parent.hasSuffix("/") ? "" : "/") + "etch-" + name
    guard mkdir(path, 0o700) == 0 else {
      let reason = errno
      if let cache { throw cache.failure("cannot be written", reason) }
      throw place.failure(path, "cannot be made", reason)
    }
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor >= 0 { flock(descriptor, LOCK_SH | LOCK_NB) }
  }

  deinit { close(descriptor) }

  func file(_ name: String) -> String { path + "/" + name }

  func remove() { try? FileManager.default.removeItem(atPath: path) }

  /// Keeps it for a while, under another name, for whoever wants to see what did not compile.
  func keep() {
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    let kept =
      path.dropLast(name.utf8.count)
      + name.replacingOccurrences(of: Self.prefix, with: Self.failedPrefix)
    if rename(path, String(kept)) == 0 { path = String(kept) }
  }

  /// Removes what builds without a cache, whose process is gone, left among the temporary files; kept sources go after a day.
  static func removeLeftovers(in folder: String) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
      let path = "\(folder)/\(name)"
      if name.hasPrefix("etch-" + prefix) && isLeftOver(path)
        || name.hasPrefix("etch-" + failedPrefix)
          && isLeftOver(path, after: CacheFolder.temporaryAge)
      {
        try? FileManager.default.removeItem(atPath: path)
      }
    }
  }

  /// Whether nobody builds in a folder any more: the lock went with the process.
  ///
  /// - Parameter seconds: one that was changed later may not be locked yet.
  static func isLeftOver(_ path: String, after seconds: Double = 2) -> Bool {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var information = stat()
    guard fstat(descriptor, &information) == 0 else { return false }
    let age = Date().timeIntervalSince1970 - information.modified
    return age > seconds && flock(descriptor, LOCK_EX | LOCK_NB) == 0
  }
}

extension stat {
  /// Seconds since 1970.
  var modified: Double {
    #if os(Linux)
      Double(st_mtim.tv_sec) + Double(st_mtim.tv_nsec) * 1e-9
    #else
      Double(st_mtimespec.tv_sec) + Double(st_mtimespec.tv_nsec) * 1e-9
    #endif
  }
}
