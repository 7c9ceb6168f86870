import Diagnostics
import Foundation

extension CacheFolder {
  /// Sees that nobody else can put another folder in the place of this one: whoever may write to a folder above it
  /// may rename what is in there, unless it is one like /tmp.
  ///
  /// - Throws: a diagnostic that names the folder above.
  func checkParents() throws {
    guard let resolved = realpath(path, nil) else { throw failure("cannot be opened", errno) }
    defer { free(resolved) }
    var parent = URL(filePath: String(cString: resolved)).deletingLastPathComponent()
    var isFirst = true
    while true {
      let path = parent.path(percentEncoded: false)
      let name = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
      var information = stat()
      guard stat(name, &information) == 0 else { throw failure("cannot be opened", errno) }
      let isStrangers = isFirst && ![0, geteuid()].contains(information.st_uid)
      if isStrangers || Self.isOpen(information) {
        throw Diagnostic.machine(
          "the kernel cache '\(self.path)' is in a folder that other users may write to: '\(name)'",
          notes: [
            .init(
              "what is loaded from it runs as you; set XDG_CACHE_HOME to another folder, or go without it: --no-cache"
            )
          ])
      }
      if parent.pathComponents.count <= 1 { return }
      parent = parent.deletingLastPathComponent()
      isFirst = false
    }
  }

  /// Whether others may rename what is in a folder. A group that has the user's name is the user alone.
  private static func isOpen(_ folder: stat) -> Bool {
    if folder.st_mode & S_ISVTX != 0 { return false }
    if folder.st_mode & S_IWOTH != 0 { return true }
    return folder.st_mode & S_IWGRP != 0 && folder.st_gid != 0
      && !isPrivate(group: folder.st_gid)
  }

  private static func isPrivate(group: gid_t) -> Bool {
    guard let user = getpwuid(geteuid()), let entry = getgrgid(group),
      let userName = user.pointee.pw_name, let groupName = entry.pointee.gr_name
    else { return false }
    let name = String(cString: userName)
    guard String(cString: groupName) == name else { return false }
    var member = entry.pointee.gr_mem
    while let pointer = member?.pointee {
      if String(cString: pointer) != name { return false }
      member = member?.successor()
    }
    return true
  }
}
