import Artifacts

/// Texts that are written whole or not at all.
enum TextFile {
  static func write(_ text: String, to path: String) throws {
    try AtomicFile.write(Array(text.utf8), to: path)
  }
}
