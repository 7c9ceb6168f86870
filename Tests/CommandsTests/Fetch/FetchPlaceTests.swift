import Artifacts
import Foundation
import Testing

@testable import Commands

@Suite("Where etch fetch puts what it gets", .enabled(if: FetchServer.isThere, "python3 is needed"))
struct FetchPlaceTests {
  /// A recipe's line of a file or archive that is taken from a folder.
  private static func line(_ fields: String) -> String {
    "  - {\(fields), urls: [\"https://example.org/a\"]}\n"
  }

  private static func fetch(
    _ lines: [String], in folder: RunsFolder, weights: String? = nil
  ) throws -> EtchProgram {
    let file = folder.path + "/set.yaml"
    try TextFile.write(
      "fetch: 1\nname: set\nlicence: {name: none, url: \"https://example.org\"}\nfiles:\n"
        + lines.joined(), to: file)
    return try EtchProgram([
      "fetch", file, "--data", folder.path + "/data",
      "--weights", weights ?? folder.path + "/weights", "--from", folder.path + "/from",
    ])
  }

  private static let tar = "t = tarfile.open('from/a.tar', 'w')\n"

  #if os(Linux)
    /// The disk that a folder is on; `nil` where it cannot be written.
    private func device(of path: String) -> dev_t? {
      var status = stat()
      return stat(path, &status) == 0 && access(path, W_OK) == 0 ? status.st_dev : nil
    }

    @Test("A folder of weights on another disk gets files and archives whole")
    func disks() throws {
      let folder = try RunsFolder()
      // Tests that run in memory have the system's disk for another one.
      let disks = ["/dev/shm", "/var/tmp", repository.appending(path: ".build").path]
      let own = try #require(device(of: folder.path))
      guard let disk = disks.first(where: { ![nil, own].contains(device(of: $0)) }) else {
        return print("there is no other disk")
      }
      let other = "\(disk)/etch-\(UUID().uuidString)"
      defer { try? FileManager.default.removeItem(atPath: other) }
      // What killed ones were copying: no process has such a number.
      try TextFile.write("half", to: other + "/.b.bin.tmp-2147483646-0")
      try TextFile.write("half", to: other + "/.set.tmp-2147483646-0/x/y.txt")
      try TextFile.write("b", to: folder.path + "/from/b.bin")
      try FetchedSet.archive(
        Self.tar + "t.addfile(tarfile.TarInfo('x/y.txt')); t.close()", in: folder)
      let end = try Self.fetch(
        [
          Self.line("path: weights/b.bin"),
          Self.line("path: a.tar, unpack: tar, into: weights/set"),
        ], in: folder, weights: other)
      #expect(end.status == 0, "\(end.errors)")
      #expect(try TextFile.read(other + "/b.bin") == "b")
      #expect(Folder.exists(other + "/set/x/y.txt"))
      #expect(try Folder.names(in: other) == ["b.bin", "set"])
      let left = try Folder.names(in: folder.path + "/data/.fetch")
      #expect(left == [".lock", "records.json"])
    }
  #endif

  @Test("A file behind a link in a folder is copied, and not the link")
  func copied() throws {
    let folder = try RunsFolder()
    for name in ["b", "c"] { try TextFile.write(name, to: "\(folder.path)/real/\(name).bin") }
    try Folder.create(folder.path + "/from")
    for (name, target) in [("b", "../real/b.bin"), ("c", folder.path + "/real/c.bin")] {
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder.path)/from/\(name).bin", withDestinationPath: target)
    }
    let end = try Self.fetch(
      [Self.line("path: data/b.bin"), Self.line("path: data/c.bin")], in: folder)
    #expect(end.status == 0, "\(end.errors)")
    try FileManager.default.removeItem(atPath: folder.path + "/real")
    for name in ["b", "c"] {
      #expect(try TextFile.read("\(folder.path)/data/\(name).bin") == name)
    }
  }

  @Test(
    "A file of a folder that has another size than is stated, or nothing in it, is told",
    arguments: [
      ("path: data/b.bin, size: 2", "b", "is another file: it has 1 bytes, and 'b.bin' 2"),
      ("path: data/b.bin", "", "b.bin' is empty"),
    ])
  func others(line: String, text: String, told: String) throws {
    let folder = try RunsFolder()
    try TextFile.write(text, to: folder.path + "/from/b.bin")
    let end = try Self.fetch([Self.line(line)], in: folder)
    #expect(end.status == 2 && end.errors.contains(told), "\(end.errors)")
    #expect(!Folder.exists(folder.path + "/data/b.bin"))
  }

  @Test("Two files of one name in data and weights are two files of a folder")
  func names() throws {
    let folder = try RunsFolder()
    for place in ["data", "weights"] {
      try TextFile.write(place, to: "\(folder.path)/from/\(place)/x/m.bin")
    }
    let end = try Self.fetch(
      [Self.line("path: data/x/m.bin"), Self.line("path: weights/x/m.bin")], in: folder)
    #expect(end.status == 0, "\(end.errors)")
    for place in ["data", "weights"] {
      #expect(try TextFile.read("\(folder.path)/\(place)/x/m.bin") == place)
    }
  }

  @Test("A file that would go into the folder of an archive is told, whichever comes first")
  func inside() throws {
    let lines = [
      Self.line("path: a.tar, unpack: tar, into: data/set"), Self.line("path: data/set/b.bin"),
    ]
    for order in [lines, [lines[1], lines[0]]] {
      let folder = try RunsFolder()
      let end = try Self.fetch(order, in: folder)
      let told = "'data/set/b.bin' lies in 'data/set', where another file of this recipe goes"
      #expect(end.status == 2 && end.errors.contains(told), "\(end.errors)")
    }
  }

  @Test("A file and a folder of an archive that are one without their outer folders are told")
  func strip() throws {
    let folder = try RunsFolder()
    try Folder.create(folder.path + "/from")
    try FetchedSet.archive(
      Self.tar + "[t.addfile(tarfile.TarInfo(n)) for n in ['x/a', 'y/a/b']]; t.close()", in: folder)
    let end = try Self.fetch(
      [Self.line("path: a.tar, unpack: tar, into: data/set, strip: 1")], in: folder)
    let told = "has a file and a folder that are 'a' without the outer folders that 'strip' leaves"
    #expect(end.status == 1 && end.errors.contains(told), "\(end.errors)")
    #expect(!Folder.exists(folder.path + "/data/set"))
  }

  @Test("A record of a size that no file has is none", arguments: ["-5", "9223372036854775807"])
  func sizes(size: String) throws {
    let folder = try RunsFolder()
    try TextFile.write("b", to: folder.path + "/from/b.bin")
    try TextFile.write(
      "{\"files\": {\"set/b.bin\": {\"size\": \(size), \"sha256\": \"a\"}}, \"agreed\": []}",
      to: folder.path + "/data/.fetch/records.json")
    let end = try Self.fetch([Self.line("path: data/b.bin")], in: folder)
    #expect(end.status == 0, "\(end.errors)")
    #expect(try TextFile.read(folder.path + "/data/b.bin") == "b")
  }

  @Test(
    "Records that are none are told with their file, and what to do",
    arguments: ["", "{", "[]", "{\"files\": {}}", "{\"files\": {}, \"agreed\": []} x"])
  func noRecords(text: String) throws {
    let folder = try RunsFolder()
    let records = folder.path + "/data/.fetch/records.json"
    try TextFile.write("b", to: folder.path + "/from/b.bin")
    try TextFile.write(text, to: records)
    let end = try Self.fetch([Self.line("path: data/b.bin")], in: folder)
    #expect(end.status == 2, "\(end.errors)")
    let told = "'\(records)' is no record of downloads\nnote: remove it"
    #expect(end.errors.contains(told), "\(end.errors)")
  }

  @Test("What an archive's own folder may not be written in is moved and removed all the same")
  func closed() throws {
    let folder = try RunsFolder()
    let tree = folder.path + "/tree"
    try TextFile.write("b", to: tree + "/inner/b")
    // Root may write everywhere, so the rights are looked at.
    chmod(tree + "/inner", 0o500)
    chmod(tree, 0o500)
    #expect(try FileTree(tree, opening: true).files.map(\.path) == ["inner/b"])
    for path in [tree, tree + "/inner"] {
      var status = stat()
      #expect(stat(path, &status) == 0 && status.st_mode & 0o700 == 0o700, "\(path)")
      chmod(path, 0o500)
    }
    FileTree.remove(tree)
    #expect(!Folder.exists(tree))
  }

  @Test("What a link leads to is neither opened nor removed")
  func links() throws {
    let folder = try RunsFolder()
    try TextFile.write("b", to: folder.path + "/far/b")
    chmod(folder.path + "/far", 0o500)
    let link = folder.path + "/link"
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: folder.path + "/far")
    FileTree.remove(link)
    var status = stat()
    #expect(stat(folder.path + "/far", &status) == 0 && status.st_mode & 0o700 == 0o500)
    #expect(Folder.exists(folder.path + "/far/b") && !Folder.isLink(link))
    chmod(folder.path + "/far", 0o700)
  }
}
