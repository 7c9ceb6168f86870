import Diagnostics

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
}
