import Diagnostics
import Foundation

/// Texts that are read whole, and written whole or not at all.
public enum TextFile {
  /// - Throws: where there is no such file, or it is no text.
  public static func read(_ path: String) throws -> String {
    let bytes = try InputFile.contents(of: path, maximum: 1 << 26)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Diagnostic("'\(path)' is not UTF-8", at: nil)
    }
    return text
  }

  public static func write(_ text: String, to path: String) throws {
    try AtomicFile.write(Array(text.utf8), to: path)
  }

  /// Makes a file as new as if it were written now; what it holds stays, and so does its folder.
  ///
  /// - Throws: where it is not there, or belongs to somebody else.
  public static func renew(_ path: String) throws {
    guard utimensat(AT_FDCWD, path, nil, AT_SYMLINK_NOFOLLOW) == 0 else {
      throw Diagnostic.file("write", path, code: errno)
    }
  }
}
