import Foundation
import Testing

/// Texts kept beside the tests; `ETCH_RECORD=1` records them anew.
enum Golden {
  static func expect(
    _ text: String, at path: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let url = URL(fileURLWithPath: path)
    if ProcessInfo.processInfo.environment["ETCH_RECORD"] == "1" {
      try Data(text.utf8).write(to: url)
    }
    let recorded = try String(contentsOf: url, encoding: .utf8)
    #expect(text == recorded, sourceLocation: sourceLocation)
  }
}
