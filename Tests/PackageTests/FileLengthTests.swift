import Foundation
import Testing

@Suite("The length of files")
struct FileLengthTests {
  @Test(
    "no file of Swift, C or Python has more than 400 lines",
    arguments: ["Sources", "Tests", "Benchmarks"])
  func lengths(folder: String) throws {
    let root = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: folder)
    let found = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
    let files = (found?.compactMap { $0 as? URL } ?? []).filter {
      ["swift", "c", "h", "py"].contains($0.pathExtension)
    }
    #expect(files.count > 10, "\(folder) has no files, so nothing is counted")
    for file in files {
      let text = try String(contentsOf: file, encoding: .utf8)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
      #expect(lines <= 400, "\(file.lastPathComponent)")
    }
  }
}
