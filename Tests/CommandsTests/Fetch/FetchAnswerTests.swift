import Artifacts
import Diagnostics
import Foundation
import Testing

@testable import Commands

@Suite("What a server sends", .enabled(if: FetchServer.isThere, "python3 and curl are needed"))
struct FetchAnswerTests {
  @Test(
    "is refused where it is empty, a part that nobody asked for, or has no end, and is not recorded",
    arguments: [
      ("empty/a", "", "it is empty"),
      ("part/a", "", "it is not whole, the server says that it has 1024000 bytes"),
      ("endless/a", "    size: 1000\n", "it is larger than the 1000 bytes that are stated"),
    ])
  func refused(path: String, more: String, reason: String) throws {
    let folder = try RunsFolder()
    let server = try FetchServer(folder)
    let file = try FetchedSet.recipe([server.url(path)], in: folder.path, more: more)
    let end = try FetchedSet.fetch(file, in: folder.path)
    #expect(end.status == 1 && end.errors.contains(reason), "\(end.errors)")
    #expect(!Folder.exists(folder.path + "/data/set"))
    let left = try Folder.namesIfThere(in: folder.path + "/data/.fetch") ?? []
    #expect(left.allSatisfy { $0 == ".lock" }, "\(left)")
    // The right one is not held against what came first.
    let right = try FetchedSet.recipe([server.url("plain/a")], in: folder.path)
    let next = try FetchedSet.fetch(right, in: folder.path)
    #expect(next.status == 0, "\(next.errors)")
    #expect(try InputFile.contents(of: folder.path + "/data/set/file.bin") == FetchedSet.pattern)
  }

  @Test("has an end where nobody says how large it is")
  func unstated() throws {
    let folder = try RunsFolder()
    let server = try FetchServer(folder)
    let file = try FetchedSet.recipe([server.url("endless/a")], in: folder.path)
    let recipe = try Recipe(
      SourceFile(name: file, text: TextFile.read(file)), allowsLoopback: true)
    let download = Download(
      file: recipe.files[0], folder: folder.path, expected: (size: nil, digest: nil),
      allowsLoopback: true, mostUnstated: 5000, progress: { _ in })
    let told = #expect(throws: Diagnostic.self) { try download.run() }
    let reason = told?.notes.first?.message ?? ""
    #expect(reason.contains("it is larger than 5000 bytes, the most of a file whose size is not"))
    #expect(try Folder.names(in: folder.path).allSatisfy { !$0.contains("part") })
  }

  @Test("Two files of one name, in two folders, are two files", arguments: [false, true])
  func names(isFromFolder: Bool) throws {
    let folder = try RunsFolder()
    let server = try FetchServer(folder)
    for part in ["train", "test"] {
      try TextFile.write(part, to: "\(folder.path)/\(part)/labels.csv")
      try TextFile.write(part, to: "\(folder.path)/\(part)-labels.csv")
    }
    let file = try FetchedSet.recipe(
      [server.url("plain/train-labels.csv")], in: folder.path,
      more: "  - {path: data/test/labels.csv, urls: [\(server.url("plain/test-labels.csv"))]}\n",
      path: "data/train/labels.csv")
    let more = isFromFolder ? ["--from", folder.path] : []
    let end = try FetchedSet.fetch(file, in: folder.path, more)
    #expect(end.status == 0, "\(end.errors)")
    for part in ["train", "test"] {
      #expect(try TextFile.read("\(folder.path)/data/\(part)/labels.csv") == part)
    }
    #expect(try FetchedSet.fetch(file, in: folder.path, ["--check"]).output == "set: ok\n")
    try TextFile.write("train", to: "\(folder.path)/data/test/labels.csv")
    let check = try FetchedSet.fetch(file, in: folder.path, ["--check"])
    #expect(check.status == 1 && check.output.contains("test/labels.csv' is another file"))
  }

  @Test("Two files of a recipe that go to one place are told")
  func places() throws {
    let folder = try RunsFolder()
    let url = "https://example.org/a"
    let file = try FetchedSet.recipe(
      [url], in: folder.path, more: "  - {path: data/set/file.bin, urls: [\(url)]}\n")
    let end = try FetchedSet.fetch(file, in: folder.path)
    let told = "another file of this recipe goes to 'data/set/file.bin' too"
    #expect(end.status == 2 && end.errors.contains(told), "\(end.errors)")
  }

  @Test(
    "An archive may have names of all languages, and none that is not UTF-8",
    arguments: ["tar", "zip"])
  func languages(form: String) throws {
    guard form != "zip" || Programs.path(of: "unzip") != nil else {
      print("unzip is not installed: zip archives are not tested")
      return
    }
    let folder = try RunsFolder()
    let server = try FetchServer(folder)
    let write =
      form == "zip"
      ? "z = zipfile.ZipFile('a', 'w'); [z.writestr(n, n) for n in names]; z.close()"
      : "t = tarfile.open('a', 'w'); [t.addfile(tarfile.TarInfo(n)) for n in names]; t.close()"
    try FetchedSet.archive("names = ['été/ü.txt', '日本.txt']\n" + write, in: folder)
    let file = try FetchedSet.recipe(
      [server.url("plain/a")], in: folder.path,
      more: "    unpack: \(form)\n    into: data/set\n", path: "a")
    let end = try FetchedSet.fetch(file, in: folder.path)
    #expect(end.status == 0, "\(end.errors)")
    #expect(Folder.exists(folder.path + "/data/set/été/ü.txt"))
    #expect(Folder.exists(folder.path + "/data/set/日本.txt"))
    try FileManager.default.removeItem(atPath: folder.path + "/data")
    // A header's sum counts its own bytes as blanks.
    let sum =
      "b = b.replace(b[148:156], b'%06o\\0 ' % (sum(b[:512]) - sum(b[148:156]) + 256))\n"
    try FetchedSet.archive(
      "names = ['xxxx.txt']\n\(write)\n"
        + "b = open('a', 'rb').read().replace(b'xxxx', b'\\x82\\xff\\x81\\xfe')\n"
        + (form == "zip" ? "" : sum) + "open('a', 'wb').write(b)",
      in: folder)
    let other = try FetchedSet.fetch(file, in: folder.path)
    #expect(other.status == 1 && other.errors.contains("is not UTF-8"), "\(other.errors)")
    #expect(!Folder.exists(folder.path + "/data/set"))
  }

  @Test("Files that are one without their outer folders are told, and none is lost")
  func strip() throws {
    let folder = try RunsFolder()
    let server = try FetchServer(folder)
    let names = "['train/0.png', 'test/0.png']"
    try FetchedSet.archive(
      "t = tarfile.open('a', 'w'); [t.addfile(tarfile.TarInfo(n)) for n in \(names)]; t.close()",
      in: folder)
    for (strip, status) in [(1, 1), (0, 0)] {
      let file = try FetchedSet.recipe(
        [server.url("plain/a")], in: folder.path,
        more: "    unpack: tar\n    into: data/set\n    strip: \(strip)\n", path: "a")
      let end = try FetchedSet.fetch(file, in: folder.path)
      #expect(end.status == status, "\(end.errors)")
      let told = "has several files that are '0.png' without the outer folders"
      #expect(end.errors.contains(told) == (strip == 1), "\(end.errors)")
      #expect(Folder.exists(folder.path + "/data/set") == (strip == 0))
    }
  }

  @Test("What an archive holds is kept only where that is asked for, whatever it is called")
  func kept() throws {
    let folder = try RunsFolder()
    let server = try FetchServer(folder)
    let names = "['.ready/a.txt', 'ready/b.txt', 'all/c.txt', 'x/d.txt']"
    try FetchedSet.archive(
      "t = tarfile.open('a', 'w'); [t.addfile(tarfile.TarInfo(n)) for n in \(names)]; t.close()",
      in: folder)
    let file = try FetchedSet.recipe(
      [server.url("plain/a")], in: folder.path,
      more: "    unpack: tar\n    into: data/set\n    keep: [x/*]\n", path: "a")
    let end = try FetchedSet.fetch(file, in: folder.path)
    #expect(end.status == 0, "\(end.errors)")
    #expect(try Folder.names(in: folder.path + "/data/set") == ["x"])
    #expect(try Folder.names(in: folder.path + "/data/set/x") == ["d.txt"])
  }

  @Test("A folder of data may be called as programs call other things", arguments: ["a:b", "-x"])
  func folders(name: String) throws {
    let folder = try RunsFolder()
    let server = try FetchServer(folder)
    for (form, script) in [
      ("tar", "t = tarfile.open('a', 'w'); t.addfile(tarfile.TarInfo('x.txt')); t.close()"),
      ("zip", "z = zipfile.ZipFile('a', 'w'); z.writestr('x.txt', 'x'); z.close()"),
    ] where form != "zip" || Programs.path(of: "unzip") != nil {
      try FetchedSet.archive(script, in: folder)
      let file = try FetchedSet.recipe(
        [server.url("plain/a")], in: folder.path,
        more: "    unpack: \(form)\n    into: data/\(form)\n", path: "a.\(form)")
      let end = try EtchProgram(
        ["fetch", file, "--loopback", "--data=\(name)"], limits: "cd '\(folder.path)'")
      #expect(end.status == 0, "\(end.errors)")
      #expect(Folder.exists("\(folder.path)/\(name)/\(form)/x.txt"))
    }
  }

  @Test("Folders of an archive that their owner may not read are read, whoever unpacks it")
  func rights() throws {
    let folder = try RunsFolder()
    let server = try FetchServer(folder)
    try FetchedSet.archive(
      """
      t = tarfile.open('a', 'w')
      for n, m, k in [('d/x.txt', 0, tarfile.REGTYPE), ('y.txt', 0, tarfile.REGTYPE), ('d', 0, tarfile.DIRTYPE)]:
        i = tarfile.TarInfo(n); i.mode = m; i.type = k; t.addfile(i)
      t.close()
      """, in: folder)
    let file = try FetchedSet.recipe(
      [server.url("plain/a")], in: folder.path,
      more: "    unpack: tar\n    into: data/set\n", path: "a")
    let end = try FetchedSet.fetch(file, in: folder.path)
    #expect(end.status == 0 && end.errors.contains("2 files in"), "\(end.errors)")
    for path in ["d", "d/x.txt", "y.txt"] {
      var status = stat()
      #expect(stat("\(folder.path)/data/set/\(path)", &status) == 0)
      // Root may read everything, so that it does is no sign.
      #expect(status.st_mode & 0o400 != 0, "\(path)")
    }
    #expect(try FetchedSet.fetch(file, in: folder.path, ["--check"]).output == "set: ok\n")
  }

  #if os(Linux)
    @Test("Files with holes that add up to more than a number counts are too large")
    func holes() throws {
      let folder = "/dev/shm/etch-\(UUID().uuidString)"
      defer { try? FileManager.default.removeItem(atPath: folder) }
      guard Folder.isFolder("/dev/shm") else { return print("there is no /dev/shm") }
      for name in ["a", "b"] {
        try TextFile.write("", to: "\(folder)/\(name)")
        guard truncate("\(folder)/\(name)", off_t.max) == 0 else {
          return print("/dev/shm takes no such file")
        }
      }
      let found = try FileTree(folder).size
      #expect(found.files == 2 && found.bytes == .max)
    }
  #endif
}
