import Foundation
import Testing

/// Recorded texts, compared in whole; `ETCH_RECORD=1` records them anew.
enum LanguageGolden {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path
  /// The repository's root, where `experiments` and `schemas` stand.
  static let root = URL(fileURLWithPath: folder).deletingLastPathComponent()
    .deletingLastPathComponent().path

  static func expect(
    _ text: String, at path: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    if ProcessInfo.processInfo.environment["ETCH_RECORD"] == "1" {
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      return
    }
    let recorded = try? String(contentsOfFile: path, encoding: .utf8)
    #expect(text == recorded, "run the tests with ETCH_RECORD=1", sourceLocation: sourceLocation)
  }
}
