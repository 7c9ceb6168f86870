import Artifacts
import Diagnostics
import Foundation
import Processes
import Testing

@testable import Commands
@testable import Datasets

@Suite("etch fetch", .enabled(if: FetchServer.isThere, "python3 and curl are needed"))
struct FetchTests {
  @Test(
    "gets the right bytes from a server that is sound, cuts, cuts often, gives no parts, or has none at the first mirror",
    arguments: [
      ["plain/a"], ["cut/a"], ["often/a"], ["whole/a"], ["missing/a", "plain/a"],
      ["redirect/a", "plain/a"], ["page/a", "cut/a"],
    ])
  func right(paths: [String]) throws {
    let folder = try RunsFolder()
    let server = try FetchServer(folder)
    let file = try FetchedSet.recipe(paths.map(server.url), in: folder.path, more: FetchedSet.pins)
    let end = try FetchedSet.fetch(file, in: folder.path)
    #expect(end.status == 0, "\(end.errors)")
    #expect(try InputFile.contents(of: folder.path + "/data/set/file.bin") == FetchedSet.pattern)
    #expect(end.errors.contains("SHA-256 as stated"), "\(end.errors)")
    #expect(try Folder.names(in: folder.path + "/data/.fetch") == [".lock", "records.json"])
    #expect(try FetchedSet.fetch(file, in: folder.path).errors == "set  is there\n")
    #expect(try FetchedSet.fetch(file, in: folder.path, ["--check"]).output == "set: ok\n")
    try TextFile.write("x", to: folder.path + "/data/set/file.bin")
    let other = try FetchedSet.fetch(file, in: folder.path, ["--check"])
    #expect(other.status == 1 && other.output.contains("is another file"), "\(other.output)")
  }

  @Test(
    "refuses what is not the file, and says what came",
    arguments: [
      ("page/a", "begins '<!DOCTYPE html><html><head><title>Quota exceeded'", true),
      ("page/a", "a page came instead of the file: what came is text/html, 48 bytes", false),
      ("redirect/a", "it leads to an address that is not https, which is not followed", false),
      ("missing/a", "404", false),
    ])
  func refused(path: String, reason: String, isPinned: Bool) throws {
    let folder = try RunsFolder()
    let server = try FetchServer(folder)
    let file = try FetchedSet.recipe(
      [server.url(path)], in: folder.path, more: isPinned ? FetchedSet.pins : "")
    let end = try FetchedSet.fetch(file, in: folder.path)
    #expect(end.status == 1)
    #expect(end.errors.contains("'file.bin' cannot be downloaded"), "\(end.errors)")
    #expect(end.errors.contains(reason), "\(end.errors)")
    #expect(!Folder.exists(folder.path + "/data/set"))
  }

  @Test("a mirror that asks who it is is told what ~/.netrc has of it", arguments: [true, false])
  func netrc(isKnown: Bool) throws {
    let folder = try RunsFolder()
    let server = try FetchServer(folder)
    let file = try FetchedSet.recipe([server.url("private/a")], in: folder.path)
    let machine = isKnown ? "127.0.0.1" : "example.org"
    try TextFile.write("machine \(machine) login a password b\n", to: folder.path + "/.netrc")
    let end = try FetchedSet.fetch(file, in: folder.path, environment: ["HOME": folder.path])
    #expect(end.status == (isKnown ? 0 : 1), "\(end.errors)")
    #expect(end.errors.contains("401") == !isKnown, "\(end.errors)")
    #expect(Folder.exists(folder.path + "/data/set/file.bin") == isKnown)
  }

  @Test("a file that changes between two parts is never put together of both")
  func changes() throws {
    let folder = try RunsFolder()
    let server = try FetchServer(folder)
    let file = try FetchedSet.recipe([server.url("changes/a")], in: folder.path)
    let end = try FetchedSet.fetch(file, in: folder.path)
    #expect(end.status == 0, "\(end.errors)")
    let bytes = try InputFile.contents(of: folder.path + "/data/set/file.bin")
    #expect(bytes == FetchedSet.pattern.reversed())
    #expect(end.errors.contains("no SHA-256 is stated; recorded "), "\(end.errors)")
    // From now on it must be the same.
    try FileManager.default.removeItem(atPath: folder.path + "/data/set")
    _ = try FetchedSet.recipe([server.url("plain/a")], in: folder.path)
    let other = try FetchedSet.fetch(file, in: folder.path)
    #expect(other.status == 1 && other.errors.contains("its SHA-256 is another"), "\(other.errors)")
  }

  @Test("an archive is unpacked without its outer folder, only what is wanted, and is gone itself")
  func unpacks() throws {
    for (form, script) in [
      (
        "zip",
        "z = zipfile.ZipFile('a', 'w')\nfor n in ('x/a/1.txt', 'x/a/2.txt', 'x/b/3.txt'): z.writestr(n, n)\nz.close()"
      ),
      (
        "tar.gz",
        """
        t = tarfile.open('a', 'w:gz')
        for n in ('x/a/1.txt', 'x/a/2.txt', 'x/b/3.txt'):
          i = tarfile.TarInfo(n); i.size = len(n); t.addfile(i, io.BytesIO(n.encode()))
        t.close()
        """
      ),
    ] {
      guard form != "zip" || Programs.path(of: "unzip") != nil else {
        print("unzip is not installed: zip archives are not tested")
        continue
      }
      let folder = try RunsFolder()
      try FetchedSet.archive(script, in: folder)
      let server = try FetchServer(folder)
      let file = try FetchedSet.recipe(
        [server.url("cut/a")], in: folder.path,
        more: "    unpack: \(form)\n    into: data/set\n    strip: 1\n    keep: [a/*]\n", path: "a")
      let end = try FetchedSet.fetch(file, in: folder.path)
      #expect(end.status == 0, "\(end.errors)")
      #expect(end.errors.contains("2 files in "), "\(end.errors)")
      #expect(try TextFile.read(folder.path + "/data/set/a/2.txt") == "x/a/2.txt")
      #expect(try Folder.names(in: folder.path + "/data/set") == ["a"])
      #expect(try FetchedSet.fetch(file, in: folder.path, ["--check"]).output == "set: ok\n")
    }
  }

  @Test(
    "an archive that leads outside, holds links or is cut is refused, and leaves nothing",
    arguments: [
      ("tar", "i = tarfile.TarInfo('../evil'); t.addfile(i)", "leads outside"),
      ("tar", "i = tarfile.TarInfo('/tmp/evil'); t.addfile(i)", "leads outside"),
      (
        "tar",
        "i = tarfile.TarInfo('l'); i.type = tarfile.SYMTYPE; i.linkname = '/etc'; t.addfile(i)",
        "a link or a device"
      ),
      (
        "tar", "i = tarfile.TarInfo('l'); i.type = tarfile.FIFOTYPE; t.addfile(i)",
        "a link or a device"
      ),
      ("zip", "z.writestr('../evil', 'x')", "leads outside"),
      (
        "zip",
        "i = zipfile.ZipInfo('l'); i.create_system = 3; i.external_attr = 0o120777 << 16; z.writestr(i, '/etc')",
        "a link or a device"
      ),
      (
        "zip", "z.writestr('x/a.txt', '1'); z.writestr('x/a.txt', '2')",
        "has several files that are 'x/a.txt'"
      ),
      (
        "zip", "z.close(); open('a', 'w').write('<html>Not found</html>')",
        "remove it, and the same command downloads it again"
      ),
      (
        "tar", "t.close(); open('a', 'w').write('<html>Not found</html>')",
        "remove it, and the same command downloads it again"
      ),
    ])
  func unsafe(form: String, script: String, reason: String) throws {
    guard form != "zip" || Programs.path(of: "unzip") != nil else {
      print("unzip is not installed: zip archives are not tested")
      return
    }
    let folder = try RunsFolder()
    let opening =
      form == "zip" ? "z = zipfile.ZipFile('a', 'w')" : "t = tarfile.open('a', 'w')"
    try FetchedSet.archive(
      "\(opening)\n\(script)\n\(form == "zip" ? "z" : "t").close()", in: folder)
    let server = try FetchServer(folder)
    let file = try FetchedSet.recipe(
      [server.url("plain/a")], in: folder.path,
      more: "    unpack: \(form)\n    into: data/set\n", path: "a")
    let end = try FetchedSet.fetch(file, in: folder.path)
    #expect(end.status == 1 && end.errors.contains(reason), "\(end.errors)")
    #expect(!Folder.exists(folder.path + "/data/set") && !Folder.exists("/tmp/evil"))
    let left = try Folder.names(in: folder.path + "/data/.fetch")
    #expect(!left.contains { $0.hasPrefix("unpacking") }, "\(left)")
  }

  @Test(
    "an archive that holds more than it may is stopped, also by what archives of its size may hold",
    arguments: [(1_000_000, 50_000_000, 1_000_000), (nil, 300_000_000, 1 << 28)]
      as [(Int?, Int, Int)])
  func bomb(most: Int?, count: Int, limit: Int) throws {
    let folder = try RunsFolder()
    try FetchedSet.archive(
      "t = tarfile.open('a', 'w:gz')\ni = tarfile.TarInfo('zeros'); i.size = \(count)\nt.addfile(i, io.BytesIO(bytes(\(count))))\nt.close()",
      in: folder)
    let archive = FetchedArchive(path: folder.path + "/a", form: .compressedTar, most: most)
    let file = Recipe.File(
      path: "a", size: nil, digest: nil, urls: [], unpack: .compressedTar, into: "data/set",
      strip: 0, keep: [])
    do {
      try archive.unpack(file, into: folder.path + "/set", work: folder.path + "/work")
      Issue.record("it was unpacked")
    } catch let problem as Diagnostic {
      #expect(problem.message.hasSuffix("holds more than \(limit) bytes"))
    }
    #expect(!Folder.exists(folder.path + "/set") && !Folder.exists(folder.path + "/work"))
  }

  @Test("without curl it says what a browser would get, and takes it from a folder")
  func byHand() throws {
    let folder = try RunsFolder()
    let file = try FetchedSet.recipe(
      ["https://example.org/file.bin"], in: folder.path, more: FetchedSet.pins)
    let arguments = [
      "fetch", file, "--data", folder.path + "/data", "--weights", folder.path + "/weights",
    ]
    let end = try EtchProgram(arguments, environment: ["PATH": "/nowhere"])
    #expect(end.status == 1)
    #expect(end.errors.contains("a browser gets it: https://example.org/file.bin"), "\(end.errors)")
    #expect(end.errors.contains("the same command with --from FOLDER"), "\(end.errors)")
    #expect(end.errors.contains(FetchedSet.digest))
    try AtomicFile.write(FetchedSet.pattern, to: folder.path + "/downloads/file.bin")
    let from = ["--from", folder.path + "/downloads"]
    #expect(try EtchProgram(arguments + from, environment: ["PATH": "/nowhere"]).status == 0)
    #expect(try InputFile.contents(of: folder.path + "/data/set/file.bin") == FetchedSet.pattern)
    try FileManager.default.removeItem(atPath: folder.path + "/data/set")
    try AtomicFile.write([1, 2, 3], to: folder.path + "/downloads/file.bin")
    let other = try EtchProgram(arguments + from)
    #expect(other.status == 2 && other.errors.contains("is another file"), "\(other.errors)")
  }

  @Test(
    "without what unpacks an archive nothing is downloaded",
    arguments: [("zip", "unzip"), ("tar", "tar"), ("tar.gz", "tar")])
  func noUnpacker(form: String, program: String) throws {
    let folder = try RunsFolder()
    let server = try FetchServer(folder)
    try Folder.create(folder.path + "/bin")
    let curl = try #require(Programs.path(of: "curl"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/bin/curl", withDestinationPath: curl)
    let file = try FetchedSet.recipe(
      [server.url("plain/a")], in: folder.path,
      more: "    unpack: \(form)\n    into: data/set\n", path: "a")
    let end = try FetchedSet.fetch(
      file, in: folder.path, environment: ["PATH": folder.path + "/bin"])
    #expect(end.status == 1, "\(end.errors)")
    #expect(end.errors.contains("there is no program '\(program)' to unpack 'a' with"))
    #expect(try server.requests() == [])
  }

  @Test("terms that ask for it are agreed to first")
  func terms() throws {
    let folder = try RunsFolder()
    let end = try EtchProgram(["fetch", "horse2zebra", "--data", folder.path])
    #expect(end.status == 2)
    #expect(end.errors.contains("note: read them at https://www.image-net.org/download.php"))
    let byHand = try EtchProgram(["fetch", "celeba", "--data", folder.path])
    #expect(byHand.status == 2 && byHand.errors.contains("note: It is given out through a browser"))
  }

  @Test("a download that is killed outright goes on")
  func killed() throws {
    let folder = try RunsFolder()
    let server = try FetchServer(folder)
    let url = server.url("plain/a")
    // As a killed one leaves it: a part, the last answer's headers, and where it is from.
    let part = folder.path + "/data/.fetch/file.bin-0.part"
    try AtomicFile.write(Array(FetchedSet.pattern.prefix(500_000)), to: part)
    try TextFile.write("HTTP/1.1 200 OK\r\nETag: \"one\"\r\n\r\n", to: part + ".headers")
    try TextFile.write(url, to: part + ".url")
    let file = try FetchedSet.recipe([url], in: folder.path, more: FetchedSet.pins)
    #expect(try FetchedSet.fetch(file, in: folder.path).status == 0)
    #expect(try InputFile.contents(of: folder.path + "/data/set/file.bin") == FetchedSet.pattern)
  }
}

extension FetchTests {
  @Test("one fetches at a time, and the second finds what the first got")
  func atOnce() throws {
    let folder = try RunsFolder()
    let server = try FetchServer(folder)
    let file = try FetchedSet.recipe(
      [server.url("plain/a")], in: folder.path, more: FetchedSet.pins)
    let lock = try FolderLock(folder.path + "/data/.fetch")
    let released = Thread {
      // Longer than a busy machine takes to start the program.
      sleep(5)
      lock.release()
    }
    released.start()
    let end = try FetchedSet.fetch(file, in: folder.path)
    #expect(end.status == 0, "\(end.errors)")
    let told = end.output + end.errors
    #expect(told.contains("waits for another etch fetch into"), "\(told)")
    #expect(try InputFile.contents(of: folder.path + "/data/set/file.bin") == FetchedSet.pattern)
  }

  @Test(
    "what the curl of a killed etch still writes is not mixed with what comes now",
    arguments: [0, 500_000])
  func outlived(count: Int) throws {
    let folder = try RunsFolder()
    let server = try FetchServer(folder)
    let url = server.url("plain/a")
    let part = folder.path + "/data/.fetch/file.bin-0.part"
    try AtomicFile.write(Array(FetchedSet.pattern.prefix(count)), to: part)
    try TextFile.write("HTTP/1.1 200 OK\r\nETag: \"one\"\r\n\r\n", to: part + ".headers")
    try TextFile.write(url, to: part + ".url")
    let orphan = try #require(FileHandle(forWritingAtPath: part))
    defer { try? orphan.close() }
    let file = try FetchedSet.recipe([url], in: folder.path)
    #expect(try FetchedSet.fetch(file, in: folder.path).status == 0)
    try orphan.seekToEnd()
    try orphan.write(contentsOf: Data(repeating: 7, count: 1000))
    #expect(try InputFile.contents(of: folder.path + "/data/set/file.bin") == FetchedSet.pattern)
    #expect(try Folder.names(in: folder.path + "/data/.fetch").allSatisfy { !$0.contains("part") })
  }
}
