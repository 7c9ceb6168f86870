import Foundation
import Testing

@testable import Artifacts

@Suite struct AtomicFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func aCommittedFileHoldsAllBytesAndNothingElseIsLeft() throws {
    let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    try AtomicFile.write(bytes, to: folder("a.bin"))
    #expect(try InputFile.contents(of: folder("a.bin")) == bytes)
    #expect(try folder.names == ["a.bin"])
  }

  @Test func theOldFileStaysUntilTheNewOneIsCommitted() throws {
    try AtomicFile.write([1], to: folder("a"))
    let file = try AtomicFile(folder("a"))
    try file.write([2, 3])
    #expect(try InputFile.contents(of: folder("a")) == [1])
    try file.commit()
    #expect(try InputFile.contents(of: folder("a")) == [2, 3])
  }

  @Test func anAbandonedFileLeavesNothing() throws {
    do {
      let file = try AtomicFile(folder("a"))
      try file.write([2, 3])
    }
    #expect(try folder.names == [])
  }

  @Test func missingFoldersAreMade() throws {
    try AtomicFile.write("é\n", to: folder("x/y/z.txt"))
    #expect(try InputFile.contents(of: folder("x/y/z.txt")) == [0xC3, 0xA9, 0x0A])
  }

  @Test func leftoversOfKilledWritersAreRemovedAndNothingElse() throws {
    let kept = ["a", ".a", ".tmp-1-2", ".a.tmp-1", ".a.tmp-1-x", "a.tmp-1-2", ".a.tmp-1-2-3"]
    let removed = [".a.tmp-1-2", ".metrics.jsonl.tmp-4711-0"]
    for name in kept + removed { _ = try folder.file(name, []) }
    #expect(try AtomicFile.removeLeftovers(in: folder.path) == removed)
    #expect(try folder.names == kept.sorted())
  }

  @Test func whatAKilledWriterOfTheSameFileLeftIsRemovedWhereNoOtherWrites() throws {
    // No process has such a number.
    let gone = 2_147_483_646
    let kept = [
      ".a.md.tmp-\(getpid())-0", ".b.md.tmp-\(gone)-0", ".a.md.tmp-x-0", "a.md.tmp-\(gone)-0",
    ]
    for name in kept + [".a.md.tmp-\(gone)-0", ".a.md.tmp-\(gone)-1"] {
      _ = try folder.file(name, [])
    }
    let held = open(folder(".a.md.tmp-\(gone)-1"), O_RDONLY | O_CLOEXEC)
    defer { close(held) }
    #expect(held >= 0 && flock(held, LOCK_EX | LOCK_NB) == 0)
    try AtomicFile.write("new", to: folder("a.md"))
    #expect(try folder.names == (kept + [".a.md.tmp-\(gone)-1", "a.md"]).sorted())
  }

  @Test(
    "A file may have the longest name that there is, and what a killed writer of it left is removed",
    arguments: [
      String(repeating: "x", count: 255), String(repeating: "x", count: 233),
      String(repeating: "ü", count: 127) + "x", "a" + String(repeating: "👩‍👧", count: 23),
    ])
  func longNames(name: String) throws {
    let gone = 2_147_483_646
    try AtomicFile.write("old", to: folder(name))
    let temporary = Folder.name(of: AtomicFile.temporaryPath(of: folder(name), attempt: 9999))
    #expect(temporary.utf8.count <= 255 && AtomicFile.isTemporary(temporary))
    let left = temporary.replacing("tmp-\(getpid())-", with: "tmp-\(gone)-")
    _ = try folder.file(left, [])
    try AtomicFile.write("new", to: folder(name))
    #expect(try folder.names == [name])
    #expect(try InputFile.contents(of: folder(name)) == Array("new".utf8))
  }

  @Test func anUnwritablePlaceIsNamedWithAdvice() throws {
    _ = try folder.file("plain", [1])
    try Folder.create(folder("folder"))
    let long = folder(String(repeating: "x", count: 300))
    #expect(
      diagnosis { try AtomicFile.write([], to: long) }
        == "cannot write '\(long)': File name too long; use a shorter name")
    #expect(
      diagnosis { try AtomicFile.write([], to: folder("folder")) }
        .hasPrefix("cannot write '\(folder("folder"))': Is a directory"))
    #expect(
      diagnosis { try AtomicFile.write([], to: folder("plain/b")) }
        .hasPrefix("cannot make the folder '\(folder("plain"))': Not a directory"))
    #if os(Linux)
      #expect(
        diagnosis { try AtomicFile.write([], to: "/proc/nothing") }
          .hasPrefix("cannot write '/proc/nothing'"))
    #endif
  }

  @Test func aPipeADeviceAndAStreamAreNotReplaced() throws {
    #expect(mkfifo(folder("pipe"), 0o600) == 0)
    try FileManager.default.createSymbolicLink(
      atPath: folder("link"), withDestinationPath: "pipe")
    func refusal(_ path: String) -> String {
      "'\(path)': is no file, and none is put in its place; name a file to write"
    }
    for path in [folder("pipe"), folder("link")] {
      #expect(diagnosis { try AtomicFile.write([1], to: path) } == refusal(path))
    }
    #expect(try folder.names == ["link", "pipe"])
    // Nothing is written there in a test: root would lose them.
    for path in ["/dev/null", "/dev/stdout"] {
      #expect(diagnosis { try AtomicFile.checkPlace(path) } == refusal(path))
    }
  }

  @Test func aFullDiskIsNamed() throws {
    #if os(Linux)
      let descriptor = open("/dev/full", O_WRONLY)
      defer { close(descriptor) }
      #expect(
        diagnosis {
          try [UInt8](repeating: 0, count: 10).withUnsafeBytes {
            try writeAll($0, to: descriptor, path: "a.png")
          }
        }
          == "cannot write 'a.png': No space left on device; "
          + "free some space, or choose another folder with --out")
    #endif
  }

  @Test func whatIsNoReadableFileIsNamed() throws {
    #expect(
      diagnosis { try InputFile.contents(of: folder("none")) }
        == "cannot read '\(folder("none"))': No such file or directory; "
        + "check the spelling of the path and that its folder exists")
    #expect(
      diagnosis { try InputFile.contents(of: folder.path) }
        == "cannot read '\(folder.path)': Is a directory; this is a folder; a file was expected")
    mkfifo(folder("pipe"), 0o600)
    #expect(
      diagnosis { try InputFile.contents(of: folder("pipe")) }
        == "'\(folder("pipe"))': is not a regular file")
    let path = try folder.file("big", [1, 2, 3])
    #expect(
      diagnosis { try InputFile.contents(of: path, maximum: 2) }
        == "'\(path)': has 3 bytes; at most 2 are read")
  }
}
