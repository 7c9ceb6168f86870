import Diagnostics
import Foundation

/// Folders: making them, and making their entries last.
public enum Folder {
  /// Makes a folder and the missing ones above it; nothing happens where it exists.
  ///
  /// - Throws: where one cannot be made, or a file or a link that leads nowhere stands in the way.
  public static func create(_ path: String) throws {
    var status = stat()
    if stat(path, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFDIR else {
        throw Diagnostic.file("make the folder", path, code: ENOTDIR)
      }
      return
    }
    let parent = parent(of: path)
    var attempt = 0
    repeat {
      attempt += 1
      if parent != path { try create(parent) }
      if mkdir(path, 0o777) == 0 || errno == EEXIST {
        guard !isLink(path) || exists(path) else { throw deadLink(path) }
        return try synchronize(parent)
      }
      // Another process may have removed what it had made for nothing.
    } while errno == ENOENT && attempt < 100
    throw Diagnostic.file("make the folder", path, code: errno)
  }

  private static func deadLink(_ path: String) -> Diagnostic {
    .machine(
      "cannot make the folder '\(path.escapedForDisplay)': a link that leads nowhere stands there",
      notes: [.init("remove it, or make the folder that it leads to")])
  }

  /// Whether there is a file or folder of that name.
  public static func exists(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0
  }

  /// Whether there is surely nothing of that name: what stands in a folder that may not be looked into may be there.
  public static func isAbsent(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) != 0 && ![EACCES, EIO, ENOMEM, ESTALE].contains(errno)
  }

  /// Whether a symbolic link stands there, wherever it leads.
  public static func isLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  /// Gives a file another name in its folder; what had that name is replaced.
  public static func move(_ path: String, to other: String) throws {
    guard rename(path, other) == 0 else { throw Diagnostic.file("rename", path, code: errno) }
    try synchronize(parent(of: other))
  }

  /// Whether there is a folder of that name.
  public static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The folder that holds `path`: `a/b` → `a`, `b` → `.`.
  public static func parent(of path: String) -> String {
    var trimmed = Substring(path).utf8
    while trimmed.count > 1, trimmed.last == slash { trimmed.removeLast() }
    guard let end = trimmed.lastIndex(of: slash) else { return "." }
    return end == trimmed.startIndex ? "/" : String(Substring(trimmed[..<end]))
  }

  /// The last part of `path`.
  public static func name(of path: String) -> String {
    parts(of: path).last.map(String.init) ?? path
  }

  /// The names that stand between the slashes of `path`: `/a//b/` → `a`, `b`. It is divided as disks divide it, by bytes: a
  /// slash with an accent behind it is another character.
  public static func parts(of path: String) -> [Substring] {
    path.utf8.split(separator: slash).map { Substring($0) }
  }

  /// Whether `path` leads down by names alone, as it is spelled: `a/b`, and none of `/a`, `a//b`, `a/`, `./a` and `a/../b`.
  public static func leadsDown(_ path: String) -> Bool {
    let parts = parts(of: path)
    return !parts.isEmpty && parts.joined(separator: "/") == path
      && !parts.contains { $0 == "." || $0 == ".." }
  }

  /// Whether `path` is one name, without folders.
  public static func isName(_ path: String) -> Bool {
    leadsDown(path) && parts(of: path).count == 1
  }

  private static let slash = UInt8(ascii: "/")

  /// The names in a folder, sorted.
  public static func names(in path: String) throws -> [String] {
    guard let names = try namesIfThere(in: path) else {
      throw Diagnostic.file("list the folder", path, code: ENOENT)
    }
    return names
  }

  /// The names in a folder, sorted; `nil` where there is no such folder.
  ///
  /// - Throws: a folder that is there and cannot be read.
  public static func namesIfThere(in path: String) throws -> [String]? {
    guard let folder = opendir(path) else {
      if errno == ENOENT { return nil }
      throw Diagnostic.file("list the folder", path, code: errno)
    }
    defer { closedir(folder) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(folder) else {
        guard errno == 0 else { throw Diagnostic.file("list the folder", path, code: errno) }
        break
      }
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: $0.pointee)) {
          String(cString: $0)
        }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Writes a folder's entries to the disk, so that a rename outlives a power cut.
  static func synchronize(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Diagnostic.file("open the folder", path, code: errno) }
    defer { close(descriptor) }
    // Some network file systems cannot sync folders and say EINVAL; nothing more can be done there.
    if fsync(descriptor) != 0, errno != EINVAL {
      throw Diagnostic.file("write the folder", path, code: errno)
    }
  }
}
