import Datasets
import Diagnostics
import Foundation
import Testing

@testable import Experiment

@Suite("The names of classes in a file")
struct ClassNamesTests {
  private func names(_ bytes: [UInt8]) throws -> [String] {
    let path = NSTemporaryDirectory() + "/labels-" + UUID().uuidString + ".txt"
    try Data(bytes).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try ClassNames(DataFile(path: path, written: "labels.txt")).names
  }

  @Test(
    "are read whatever ends a line or stands behind the last",
    arguments: [
      "cat\ndog", "cat\ndog\n", "cat\r\ndog\r\n", "cat\ndog\n\n \n\n", "\u{FEFF}cat\ndog\n",
      "n02124075 cat, tabby\nn02085620 dog, hound\n",
    ])
  func read(_ text: String) throws {
    #expect(try names(Array(text.utf8)) == ["cat", "dog"])
  }

  @Test("are of a file that is named on one line, whatever it is called")
  func oddName() throws {
    let told = #expect(throws: Diagnostic.self) {
      try ClassNames(DataFile(path: "/dev/null", written: "la\nbels.txt"))
    }
    #expect(told?.message.contains("la\\nbels.txt") == true, "\(told?.message ?? "")")
  }

  @Test(
    "are refused where a line has none, or the file is no text",
    arguments: [
      (
        Array("cat\n\ndog\n".utf8),
        "labels.txt:2: the line is blank, and each is the name of a class"
      ),
      (Array("\n \n".utf8), "'labels.txt' holds no names"),
      ([], "'labels.txt' holds no names"),
      ([0x63, 0xE9, 0x0A], "'labels.txt' is no text in UTF-8"),
      ([0xFF, 0xFE, 0x63, 0], "labels.txt: is text in UTF-16; UTF-8 is read"),
      ([0x63, 0, 0x0A], "labels.txt: is no text: byte 2 of it is zero"),
    ] as [([UInt8], String)])
  func refused(_ bytes: [UInt8], _ expected: String) {
    let told = #expect(throws: Diagnostic.self) { try names(bytes) }
    #expect(told?.message == expected)
  }
}
