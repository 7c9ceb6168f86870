import Foundation
import Testing

@testable import Artifacts

@Suite("Event files")
struct EventTests {
  @Test(
    "have Castagnoli's checksum",
    arguments: [
      ("123456789", 0xE306_9283), ("", 0), ("a", 0xC1D0_4330),
      (String(repeating: "\0", count: 32), 0x8A91_36AA),
    ] as [(String, UInt32)])
  func checksum(text: String, sum: UInt32) {
    #expect(CRC32.castagnoli.checksum(text.utf8) == sum)
  }

  /// RFC 3720, B.4: 32 bytes of ones, and counting up.
  @Test("have the checksums of iSCSI's examples")
  func moreChecksums() {
    #expect(CRC32.castagnoli.checksum([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(CRC32.castagnoli.checksum((0..<32).map { UInt8($0) }) == 0x46DD_794E)
  }

  @Test(
    "write fields as the format's own documentation has them",
    arguments: [
      (ProtobufWriter { $0.integer(1, 150) }, [0x08, 0x96, 0x01]),
      (ProtobufWriter { $0.text(2, "testing") }, [0x12, 0x07] + Array("testing".utf8)),
      (
        ProtobufWriter { $0.message(3) { $0.integer(1, 150) } }, [0x1A, 0x03, 0x08, 0x96, 0x01]
      ),
      (
        ProtobufWriter { $0.integer(1, -2) },
        [0x08, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]
      ),
      (ProtobufWriter { $0.double(1, 1) }, [0x09, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F]),
      (ProtobufWriter { $0.float(5, 1) }, [0x2D, 0, 0, 0x80, 0x3F]),
      (ProtobufWriter { $0.integer(16, 0) }, [0x80, 0x01, 0x00]),
    ] as [(ProtobufWriter, [UInt8])])
  func fields(writer: ProtobufWriter, bytes: [UInt8]) {
    #expect(writer.bytes == bytes)
  }

  /// As TensorFlow's writer begins a file at the time 0.
  @Test("begin with their version")
  func version() {
    let record = Event.version.record
    #expect(record[..<8] == [24, 0, 0, 0, 0, 0, 0, 0])
    #expect(record[8..<12] == [0xA3, 0x7F, 0x4B, 0x22])
    #expect(
      Array(record[12..<36])
        == [9, 0, 0, 0, 0, 0, 0, 0, 0, 0x1A, 0x0D] as [UInt8] + Array("brain.Event:2".utf8))
    #expect(record.count == 40)
  }

  /// The bytes of the same message made by TensorBoard 2.21's own protocol buffers.
  @Test("have texts as TensorBoard reads them")
  func text() {
    let payload = Event.text(tag: "samples/a", "x y", step: 3).payload
    let tensor: [UInt8] = [0x08, 7, 0x12, 4, 0x12, 2, 0x08, 1, 0x42, 3, 0x78, 0x20, 0x79]
    let metadata: [UInt8] = [0x0A, 6, 0x0A, 4, 0x74, 0x65, 0x78, 0x74, 0x20, 2]
    var expected: [UInt8] = [
      0x09, 0, 0, 0, 0, 0, 0, 0x08, 0x40, 0x10, 3, 0x2A, 40, 0x0A, 38, 0x0A, 9,
    ]
    expected += Array("samples/a".utf8)
    expected += [0x42, 13]
    expected += tensor
    expected += [0x4A, 10]
    expected += metadata
    #expect(payload == expected)
  }

  private static let beginning = Event.begins([(name: "rate", value: .number(0.1))], group: "g")

  @Test("go on where they were cut, with the same bytes", arguments: 0...4)
  func resume(count: Int) throws {
    let folder = try TemporaryFolder()
    func event(_ step: Int) -> Event {
      .scalars([("loss/vae", Double(step)), ("metric/nan", .nan)], step: step)
    }
    let whole = try EventsFile(folder("whole"), beginning: Self.beginning, from: 0)
    for step in 0..<5 { try whole.append(event(step)) }
    var offset = 0
    do {
      let first = try EventsFile(folder("cut"), beginning: Self.beginning, from: 0)
      for step in 0..<count { try first.append(event(step)) }
      offset = first.offset
      // What a killed run wrote after its checkpoint, the last of it by half.
      try first.append(.scalars([("other", 1)], step: 99))
    }
    let start = Event.version.record.count + Self.beginning.record.count
    #expect(truncate(folder("cut"), off_t(start + offset + 20)) == 0)
    let second = try EventsFile(folder("cut"), beginning: Self.beginning, from: offset)
    for step in count..<5 { try second.append(event(step)) }
    #expect(
      try InputFile.contents(of: folder("cut")) == InputFile.contents(of: folder("whole")))
  }

  @Test(
    "that are gone, shorter or another's are begun anew", arguments: ["gone", "short", "other"])
  func anew(how: String) throws {
    let folder = try TemporaryFolder()
    if how != "gone" {
      _ = try folder.file(
        "a", how == "short" ? Event.version.record : [UInt8](repeating: 7, count: 500))
    }
    let file = try EventsFile(folder("a"), beginning: Self.beginning, from: 100)
    #expect(
      try InputFile.contents(of: folder("a")) == Event.version.record + Self.beginning.record)
    #expect(file.offset == 0)
  }

  @Test("are not gone on with where a pipe stands, which is not waited for")
  func pipe() throws {
    let folder = try TemporaryFolder()
    #expect(mkfifo(folder("a"), 0o600) == 0)
    #expect(!EventsFile.reaches(0, folder("a")) && !EventsFile.reaches(100, folder("a")))
  }

  @Test("are not written through a link")
  func link() throws {
    let folder = try TemporaryFolder()
    let target = try folder.file("target", [1, 2, 3])
    #expect(symlink(target, folder("a")) == 0)
    #expect(throws: (any Error).self) {
      try EventsFile(folder("a"), beginning: Self.beginning, from: 0)
    }
    #expect(try InputFile.contents(of: target) == [1, 2, 3])
  }
}
