import Artifacts
import Diagnostics
import Foundation
import Testing

@testable import Datasets

@Suite("Files of examples")
struct DataFileTests {
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = NSTemporaryDirectory() + "/data-file-" + UUID().uuidString
    try Folder.create(folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private func problem(of path: String) -> Diagnostic? {
    let told = #expect(throws: Diagnostic.self) {
      try DataFile(path: path, written: "data/x").read(limit: 1000)
    }
    return told
  }

  @Test("A name that leads in a circle, or is too long, is no fault of the machine")
  func names() throws {
    try withFolder { folder in
      #expect(symlink("x", folder + "/x") == 0)
      let circle = problem(of: folder + "/x")
      #expect(circle?.fault == .input && circle?.message == "data/x: cannot be read")
      let long = problem(of: folder + "/" + String(repeating: "a", count: 5000))
      #expect(long?.fault == .input && long?.message == "data/x: cannot be read")
    }
  }

  @Test("A name with the end of a line is told on one line, which nothing else can look like")
  func lineEnds() throws {
    try withFolder { folder in
      let name = "x\nerror: y\u{1B}[2J.png"
      try TextFile.write("no picture", to: folder + "/" + name)
      let pictures = PictureFolder(
        DataFile(path: folder, written: "data/f"), format: PictureFile.self)
      let told = #expect(throws: Diagnostic.self) { try pictures.describe(name) }
      #expect(
        told?.message
          == "'data/f/x\\nerror: y\\u{1B}[2J.png': is neither a PNG nor a JPEG file")
      let missing = DataFile(path: folder + "/no\nne", written: "data/no\nne").missing(.error)
      #expect(missing.message == "there is no file 'data/no\\nne'")
    }
  }

  @Test(
    "The folder of a file is what stands before its last slash, by bytes",
    arguments: [
      ("sets/a/x.png", "data/a/x.png", "sets/a", "data/a", "x.png"),
      ("x.png", "x.png", "", "", "x.png"),
      ("/x.png", "/x.png", "/", "/", "x.png"),
      ("a/\u{301}x.png", "a/\u{301}x.png", "a", "a", "\u{301}x.png"),
    ])
  func places(path: String, written: String, folder: String, above: String, name: String) {
    let place = DataFile(path: path, written: written).place
    #expect(place.folder.path == folder)
    #expect(place.folder.written == above)
    #expect(place.name == name)
    #expect(place.folder.appending(place.name).path == path)
  }

  @Test("A name that is there in another Unicode form is told as that, not as missing alone")
  func otherForm() throws {
    try withFolder { folder in
      try TextFile.write("1,2\n", to: folder + "/ha\u{308}fen.csv")
      let file = DataFile(path: folder + "/h\u{e4}fen.csv", written: "data/h\u{e4}fen.csv")
      #expect(
        file.missing(.error).message
          == "there is no file 'data/h\u{e4}fen.csv'; one that reads alike is there, with its accented letters in another Unicode form: rename it, or copy its name from there"
      )
    }
  }

  @Test("A path with a zero byte is not the one that stands before it")
  func zeroByte() throws {
    try withFolder { folder in
      try TextFile.write("1,2\n", to: folder + "/a.csv")
      let file = DataFile(path: folder + "/a.csv\0.txt", written: "data/a.csv\0.txt")
      #expect(!file.exists)
      let told = #expect(throws: Diagnostic.self) { try file.read(limit: 1000) }
      #expect(told?.message.hasSuffix("is no path: it has a zero byte") == true)
    }
  }

  @Test("A text that does not fit into memory is not read, and that is the machine's fault")
  func unfitting() throws {
    try withFolder { folder in
      try TextFile.write("1,2\n3,4\n", to: folder + "/a.csv")
      let file = DataFile(path: folder + "/a.csv", written: "data/a.csv")
      #expect(try file.readText(limit: 1000, memory: 8).text.count == 8)
      let told = #expect(throws: Diagnostic.self) {
        try file.readText(limit: 1000, memory: 7)
      }
      #expect(
        told?.message
          == "data/a.csv: is read whole, and is more than the 7 bytes of memory that this process may take"
      )
      #expect(told?.fault == .machine)
    }
  }

  @Test("A file of zeros is no text, and none in UTF-16")
  func zeros() throws {
    try withFolder { folder in
      for count in [1, 100] {
        try AtomicFile.write([UInt8](repeating: 0, count: count), to: folder + "/a.csv")
        let file = DataFile(path: folder + "/a.csv", written: "data/a.csv")
        let told = #expect(throws: Diagnostic.self) { try file.readText(limit: 1000) }
        #expect(
          told?.message == "data/a.csv: holds zeros, and no text; copy or write the file again")
      }
    }
  }

  @Test(
    "A zero among letters is in no text, as where a disk was full or a file is of another kind",
    arguments: [
      ([0x31, 0x2C, 0x32, 0x0A, 0], "is no text: byte 5 of it is zero"),
      ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0], "is no text: byte 9 of it is zero"),
      ([0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0], "is text in UTF-32; UTF-8 is read"),
      ([0xFE, 0xFF, 0, 0x61], "is text in UTF-16; UTF-8 is read"),
    ] as [([UInt8], String)])
  func zeroAmongLetters(_ bytes: [UInt8], _ expected: String) throws {
    try withFolder { folder in
      try AtomicFile.write(bytes, to: folder + "/a.csv")
      let file = DataFile(path: folder + "/a.csv", written: "data/a.csv")
      let told = #expect(throws: Diagnostic.self) { try file.readText(limit: 1000) }
      #expect(told?.message == "data/a.csv: " + expected)
    }
  }
}
