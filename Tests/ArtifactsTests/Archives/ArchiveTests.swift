import Diagnostics
import Foundation
import Testing

@testable import Artifacts

@Suite("Archives of a run's files")
struct ArchiveTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// What a tar archive of these headers and contents is, compressed.
  private func archive(_ blocks: [[UInt8]]) throws -> String {
    let bytes = blocks.flatMap { $0 }
    let path = folder("made.etch")
    let file = try AtomicFile(path)
    let sink = try ZstdSink(to: file, size: bytes.count, path: path)
    try sink.write(bytes)
    try sink.finish()
    try file.commit()
    return path
  }

  /// A header in which some bytes are others, with the sum that fits.
  private func header(
    _ name: String, size: Int = 0, changing change: (inout [UInt8]) -> Void = { _ in }
  ) throws -> [UInt8] {
    var bytes = try TarHeader(name: "x", byteCount: size).bytes()
    for index in 0..<100 { bytes[index] = 0 }
    for (index, byte) in name.utf8.enumerated() { bytes[index] = byte }
    change(&bytes)
    for index in 148..<156 { bytes[index] = UInt8(ascii: " ") }
    let sum = String(bytes.reduce(0) { $0 + Int($1) }, radix: 8)
    for (index, byte) in (String(repeating: "0", count: 6 - sum.count) + sum).utf8.enumerated() {
      bytes[148 + index] = byte
    }
    return bytes
  }

  @Test("What is packed is unpacked, to the byte, in the same order")
  func roundTrip() throws {
    let long =
      "sources/" + String(repeating: "a", count: 90) + "/" + String(repeating: "ü", count: 40)
    let big = try folder.file("big", (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
    let path = folder("a.etch")
    try Archive.write(
      [
        .init("pack.json", text: "{}"), .init("empty", text: ""), .init(long, text: "längs"),
        .init("checkpoints/big", file: big),
      ], to: path)
    #expect(
      try Archive.unpack(path, into: folder("out")) == [
        "pack.json", "empty", long, "checkpoints/big",
      ])
    #expect(try TextFile.read(folder("out/\(long)")) == "längs")
    #expect(
      try InputFile.contents(of: folder("out/checkpoints/big")) == InputFile.contents(of: big))
    #expect(try Archive.digests(of: path, keeping: ["empty"]).contents == ["empty": []])
    let again = folder("b.etch")
    try Archive.write(
      [
        .init("pack.json", text: "{}"), .init("empty", text: ""), .init(long, text: "längs"),
        .init("checkpoints/big", file: big),
      ], to: again)
    #expect(try InputFile.contents(of: path) == InputFile.contents(of: again))
  }

  @Test(
    "tar and zstd read it",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/zstd")))
  func others() throws {
    let path = folder("a.etch")
    try Archive.write([.init("a/b.txt", text: "hello\n"), .init("c", text: "x")], to: path)
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", "zstd -dcq \"$1\" | tar -xf - -C \"$2\"", "sh", path, folder.path]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(try TextFile.read(folder("a/b.txt")) == "hello\n")
  }

  @Test(
    "A name that leads elsewhere is refused, and nothing is written",
    arguments: [
      "../x", "/etc/x", "a/../../x", "a//b", "./a", "a/.", "", "a\\..\\b", "a\u{1}b", "a/",
      "../\u{301}x",
    ])
  func elsewhere(name: String) throws {
    let path = try archive([header(name), [UInt8](repeating: 0, count: 1024)])
    let told = diagnosis { try Archive.unpack(path, into: folder("out")) }
    #expect(told.contains("holds a file that would stand elsewhere"), "\(told)")
    #expect(!FileManager.default.fileExists(atPath: folder("out")))
    #expect(try folder.names == ["made.etch"])
  }

  @Test(
    "Links, folders, devices and what other formats add are refused",
    arguments: ["1", "2", "3", "4", "5", "6", "x", "g", "L", "K"])
  func noFiles(kind: String) throws {
    let path = try archive([
      header("a") { $0[156] = Array(kind.utf8)[0] }, [UInt8](repeating: 0, count: 1024),
    ])
    #expect(diagnosis { try Archive.unpack(path, into: folder("out")) }.contains("no file"))
  }

  @Test("A name that occurs twice, also in other capitals, is refused")
  func twice() throws {
    let path = try archive([header("a"), header("A"), [UInt8](repeating: 0, count: 1024)])
    #expect(diagnosis { try Archive.unpack(path, into: folder("out")) }.contains("twice"))
  }

  @Test(
    "A name that would be a file and a folder is refused, and not packed",
    arguments: [
      ["aa", "aa/b"], ["aa/b", "aa"], ["b", "aa/b/c", "aa/B"], ["aa", "AA/b/c"],
      ["aa", "aa/\u{301}b"],
    ])
  func fileAndFolder(names: [String]) throws {
    let path = try archive(names.map { try header($0) } + [[UInt8](repeating: 0, count: 1024)])
    let told = diagnosis { try Archive.unpack(path, into: folder("out")) }
    #expect(told.contains("as a file and as a folder"), "\(told)")
    let read = diagnosis { try Archive.digests(of: path, keeping: []) }
    #expect(read == told)
    let packed = folder("a.etch")
    let refused = diagnosis {
      try Archive.write(names.map { .init($0, text: "") }, to: packed)
    }
    #expect(refused.contains("is the name of a file and of a folder"), "\(refused)")
  }

  @Test("A slash divides a name whatever letter stands behind it")
  func accents() throws {
    let path = folder("a.etch")
    try Archive.write([.init("a/\u{301}b", text: "one")], to: path)
    #expect(try Archive.unpack(path, into: folder("out")) == ["a/\u{301}b"])
    #expect(try Folder.names(in: folder("out/a")) == ["\u{301}b"])
  }

  @Test("Of all files the digest is told, and the content of those alone that are kept")
  func digests() throws {
    let path = folder("a.etch")
    try Archive.write([.init("a", text: "one"), .init("b/c", text: "two")], to: path)
    let (digests, contents) = try Archive.digests(of: path, keeping: ["a", "x"])
    #expect(digests == ["a": ContentDigest.of("one"), "b/c": ContentDigest.of("two")])
    #expect(contents == ["a": Array("one".utf8)])
  }

  @Test(
    "A name that whoever gets the archive would refuse is not packed",
    arguments: ["../x", "/etc/x", "a/../b", "a\nb", "a\u{1B}[31mb", "a\\b", ""])
  func notPacked(name: String) throws {
    let path = folder("a.etch")
    let told = diagnosis {
      try Archive.write([.init("a", text: ""), .init(name, text: "")], to: path)
    }
    #expect(told.contains("cannot be the name of a file in an archive"), "\(told)")
    #expect(try folder.names.isEmpty)
  }

  @Test("A name has 255 bytes at most, the last part of it 100 and what stands before it 155")
  func longNames() throws {
    func header(_ outer: Int, _ inner: Int) -> TarHeader {
      let name = String(repeating: "a", count: outer) + "/" + String(repeating: "b", count: inner)
      return TarHeader(name: name, byteCount: 0)
    }
    let written = try header(154, 100).bytes()
    #expect(try TarHeader(written, archive: "a.etch") == header(154, 100))
    for long in [header(155, 100), header(100, 101), header(156, 50)] {
      let told = diagnosis { try long.bytes() }
      #expect(told.contains("is too long for an archive"), "\(told)")
    }
  }

  @Test("Files that would be one on some disks are not packed, nor more than are read")
  func notRead() throws {
    let path = folder("a.etch")
    let alike = diagnosis {
      try Archive.write([.init("a", text: ""), .init("A", text: "")], to: path)
    }
    #expect(alike.contains("'A' is the name of two files, but for capitals"), "\(alike)")
    let items = (0...Archive.Limits().files).map { Archive.Item("\($0)", text: "") }
    let many = diagnosis { try Archive.write(items, to: path) }
    #expect(many.contains("10001 files are more than an archive holds: 10000"), "\(many)")
    #expect(try folder.names.isEmpty)
  }

  @Test(
    "A small archive is not believed to hold what fills a disk",
    arguments: [(0, 1 << 28), (500_000, 1 << 28), (10_000_000, 1_000_000_000), (.max, 1 << 34)])
  func ratio(size: Int, most: Int) {
    #expect(Archive.Limits().mostBytes(of: size) == most)
  }

  @Test("What is larger than the limits is refused before it is written")
  func limits() throws {
    var limits = Archive.Limits()
    limits.bytes = 1 << 16
    let bomb = folder("bomb.etch")
    try Archive.write(
      [.init("zeros", text: String(repeating: "0", count: 1 << 20))], to: bomb)
    #expect(
      diagnosis { try Archive.unpack(bomb, into: folder("out"), limits: limits) }
        .contains("at most 65536 are accepted"))
    limits = Archive.Limits()
    limits.files = 3
    let many = folder("many.etch")
    try Archive.write((0..<5).map { .init("\($0)", text: "") }, to: many)
    #expect(
      diagnosis { try Archive.unpack(many, into: folder("out"), limits: limits) }
        .contains("more than 3 files"))
    let long = try archive([header("a", size: 1 << 30), [UInt8](repeating: 0, count: 1024)])
    #expect(
      diagnosis { try Archive.unpack(long, into: folder("out")) }.contains("is longer than it"))
    let huge = try archive([
      header("a") { for index in 124..<135 { $0[index] = UInt8(ascii: "7") } },
      [UInt8](repeating: 0, count: 1024),
    ])
    #expect(
      diagnosis { try Archive.unpack(huge, into: folder("out")) }.contains("is longer than it"))
  }

  @Test("Every way of damaging an archive is told, and never believed")
  func damage() throws {
    let path = folder("a.etch")
    try Archive.write([.init("pack.json", text: "{}"), .init("b", text: "content")], to: path)
    let whole = try InputFile.contents(of: path)
    let damaged = folder("damaged.etch")
    withDamage(to: whole) { bytes, how in
      do {
        try AtomicFile.write(bytes, to: damaged)
        let found = try Archive.digests(of: damaged, keeping: ["pack.json", "b"]).contents
        #expect(found == ["pack.json": Array("{}".utf8), "b": Array("content".utf8)], "\(how)")
      } catch {
        #expect(error is Diagnostic, "\(how): \(error)")
        let notes = (error as? Diagnostic)?.notes.map(\.message) ?? []
        #expect(!notes.contains { $0.contains("checkpoint") }, "\(how): \(notes)")
      }
    }
  }
}
