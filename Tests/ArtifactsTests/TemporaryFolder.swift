import Artifacts
import Diagnostics
import Foundation
import Testing

/// A folder of one test, removed with the test.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "/artifacts-" + UUID().uuidString
    try Folder.create(path)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file of these bytes and returns its path.
  func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    try AtomicFile.write(bytes, to: self(name))
    return self(name)
  }

  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }
}

/// The message and notes of the diagnostic that `body` throws; records an issue where it throws none.
func diagnosis(
  sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> some Any
) -> String {
  do {
    _ = try body()
    Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    return ""
  } catch let error as Diagnostic {
    return ([error.message] + error.notes.map(\.message)).joined(separator: "; ")
  } catch {
    Issue.record("not a diagnostic: \(error)", sourceLocation: sourceLocation)
    return ""
  }
}

/// Calls `body` with every prefix of `bytes` and with every byte changed in three ways.
func withDamage(to bytes: [UInt8], _ body: ([UInt8], String) throws -> Void) rethrows {
  for length in 0..<bytes.count {
    try body(Array(bytes[..<length]), "cut to \(length) bytes")
  }
  for position in bytes.indices {
    for mask: UInt8 in [0x01, 0x80, 0xFF] {
      var damaged = bytes
      damaged[position] ^= mask
      try body(damaged, "byte \(position) changed by \(mask)")
    }
  }
}

func goldenPath(_ name: String) -> String {
  URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Goldens/" + name
}

/// Compares bytes with a file under Goldens, or writes it where `ETCH_RECORD=1`.
func expectGolden(
  _ bytes: [UInt8], _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let path = goldenPath(name)
  if ProcessInfo.processInfo.environment["ETCH_RECORD"] == "1" {
    try AtomicFile.write(bytes, to: path)
  }
  let golden = try InputFile.contents(of: path)
  #expect(
    bytes == golden, "differs from Goldens/\(name); ETCH_RECORD=1 records it anew",
    sourceLocation: sourceLocation)
}

/// Compares a picture's pixels with a PNG file under Goldens, or writes it where `ETCH_RECORD=1`.
func expectGolden(
  _ picture: Picture, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let path = goldenPath(name)
  if ProcessInfo.processInfo.environment["ETCH_RECORD"] == "1" {
    try AtomicFile.write(PNG.encode(picture), to: path)
  }
  let golden = try PictureFile.read(path)
  #expect(
    picture == golden, "differs from Goldens/\(name); ETCH_RECORD=1 records it anew",
    sourceLocation: sourceLocation)
}
