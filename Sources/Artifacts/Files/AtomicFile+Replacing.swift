import Diagnostics
import Foundation

extension AtomicFile {
  /// Writes a text in the place of a file that is there, with the same owner and permissions; where the path is a symbolic
  /// link, what it leads to is written and the link stays.
  ///
  /// - Throws: where there is no such file, or it may not be written.
  public static func replace(_ path: String, with text: String) throws {
    guard let resolved = realpath(path, nil) else {
      throw Diagnostic.file("write", path, code: errno)
    }
    defer { free(resolved) }
    let target = String(cString: resolved)
    var status = stat()
    guard stat(target, &status) == 0, access(target, W_OK) == 0 else {
      throw Diagnostic.file("write", path, code: errno)
    }
    let file = try AtomicFile(target)
    // Only root may give a file away; elsewhere it stays that of whoever formats it.
    _ = fchown(file.descriptor, status.st_uid, status.st_gid)
    guard fchmod(file.descriptor, status.st_mode & 0o7777) == 0 else {
      throw Diagnostic.file("write", path, code: errno)
    }
    try file.write(Array(text.utf8))
    try file.commit()
  }
}
