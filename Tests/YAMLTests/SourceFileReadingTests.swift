import Diagnostics
import Foundation
import Testing

@testable import YAML

@Suite("Reading a file")
struct SourceFileReadingTests {
  @Test(
    "Bytes that are no text are refused, and the place is named",
    arguments: [
      ([0xFF, 0xFE, 0x61, 0], "UTF-16", nil), ([0xFE, 0xFF, 0, 0x61], "UTF-16", nil),
      ([0xEF, 0xBB, 0xBF, 0x61], "byte order mark", nil),
      ([0x61, 0x0A, 0xE9, 0x62], "not UTF-8", 2),
      ([0x61, 0xC0, 0x80], "not UTF-8", 1), ([0xED, 0xA0, 0x80], "not UTF-8", 0),
      ([0x61, 0xF0, 0x9F, 0x98], "not UTF-8", 1), ([0x61, 0], "NUL", 1), ([0x61, 7], "U+7", 1),
      ([0xC2, 0x80], "U+80", 0), ([0x61, 0xEF, 0xBF, 0xBE], "U+FFFE", 1),
    ] as [([UInt8], String, Int?)])
  func bytes(_ bytes: [UInt8], _ problem: String, _ offset: Int?) {
    let error = #expect(throws: Diagnostic.self) { try SourceFile(name: "a.yaml", bytes: bytes) }
    #expect(error?.message.contains(problem) == true)
    #expect(error?.range?.start == offset)
  }

  @Test(
    "What is no readable file is refused",
    arguments: ["nothing.yaml", ".", "/dev/zero", "", "a\0b"])
  func files(_ path: String) {
    #expect(throws: Diagnostic.self) { try SourceFile.reading(path: path, name: path) }
  }

  @Test(
    "What the machine does not give is its fault, what the name says is the user's",
    arguments: [
      ("/proc/self/mem", Diagnostic.Fault.machine), ("none.yaml", .input), (".", .input),
      (String(repeating: "a", count: 300), .input), ("Package.swift/a.yaml", .input),
    ])
  func faults(_ path: String, _ fault: Diagnostic.Fault) {
    guard path != "/proc/self/mem" || FileManager.default.fileExists(atPath: path) else {
      return print("this system has no file that cannot be read")
    }
    let error = #expect(throws: Diagnostic.self) {
      try SourceFile.reading(path: path, name: path)
    }
    #expect(error?.fault == fault, "\(String(describing: error))")
  }

  @Test("A pipe is not waited for, a file of the largest size is read")
  func sizes() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let pipe = folder.appendingPathComponent("pipe").path
    #expect(mkfifo(pipe, 0o600) == 0)
    #expect(throws: Diagnostic.self) { try SourceFile.reading(path: pipe, name: "pipe") }
    let file = folder.appendingPathComponent("a.yaml")
    for (size, isRead) in [(SourceFile.mostBytes, true), (SourceFile.mostBytes + 1, false)] {
      try Data(repeating: 0x61, count: size).write(to: file)
      let text = try? SourceFile.reading(path: file.path, name: "a.yaml")
      #expect((text != nil) == isRead)
    }
  }
}
