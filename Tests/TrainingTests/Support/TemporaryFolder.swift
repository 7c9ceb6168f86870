import Artifacts
import Diagnostics
import Foundation
import Testing

/// A folder of one test, removed with the test.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "/training-" + UUID().uuidString
    try Folder.create(path)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// The message of the diagnostics that `body` throws; records an issue where it throws none.
func diagnosis(
  sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> some Any
) -> String {
  do {
    _ = try body()
    Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    return ""
  } catch let error as Diagnostic {
    return error.message
  } catch let list as DiagnosticList {
    return list.diagnostics.map(\.message).joined(separator: "; ")
  } catch {
    Issue.record("not a diagnostic: \(error)", sourceLocation: sourceLocation)
    return ""
  }
}
