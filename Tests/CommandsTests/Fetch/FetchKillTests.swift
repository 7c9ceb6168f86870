import Artifacts
import Foundation
import Processes
import Testing

@testable import Commands

/// The program is killed outright and begun again.
@Suite(
  "etch fetch that is killed", .enabled(if: FetchServer.isThere, "python3 and curl are needed"))
struct FetchKillTests {
  private let folder: RunsFolder
  private let server: FetchServer
  private var state: String { folder.path + "/data/.fetch" }
  private var goal: String { folder.path + "/data/set" }
  private static let texts = ["1.txt", "2.txt"]

  init() throws {
    folder = try RunsFolder()
    server = try FetchServer(folder)
  }

  /// A recipe of an archive that the server has; of two texts and one that is left out.
  private func archive() throws -> String {
    try FetchedSet.archive(
      """
      t = tarfile.open('a', 'w:gz')
      for n in ('x/1.txt', 'x/2.txt', 'x/no.bin'):
        i = tarfile.TarInfo(n); i.size = 600000; t.addfile(i, io.BytesIO(bytes(600000)))
      t.close()
      """, in: folder)
    return try FetchedSet.recipe(
      [server.url("plain/a")], in: folder.path,
      more: "    unpack: tar.gz\n    into: data/set\n    strip: 1\n    keep: ['*.txt']\n", path: "a"
    )
  }

  private func fetch(_ file: String, limits: String = ":") throws -> EtchProgram {
    try FetchedSet.fetch(file, in: folder.path, limits: limits)
  }

  /// Ends as if nothing had happened, and leaves nothing besides.
  private func expectWhole(_ file: String, asked: Int) throws {
    let end = try fetch(file)
    #expect(end.status == 0, "\(end.errors)")
    #expect(try Folder.names(in: goal) == Self.texts)
    for name in Self.texts { #expect(try InputFile(goal + "/" + name).size == 600_000) }
    #expect(try server.requests().count == asked)
    #expect(try Folder.names(in: state) == [".lock", "records.json"])
    #expect(try FetchedSet.fetch(file, in: folder.path, ["--check"]).output == "set: ok\n")
  }

  /// Starts it, and kills it when something is so, or some milliseconds later.
  private func kill(
    _ file: String, after milliseconds: UInt32 = 0, environment: [String: String] = [:],
    when isSo: () -> Bool
  ) throws {
    let program = try #require(builtProgram).path
    let job = try Job(
      Command(
        program, FetchedSet.arguments(file, in: folder.path), environment: environment, seconds: 60),
      output: folder.path + "/job.txt")
    let deadline = ContinuousClock.now + .seconds(30)
    while !isSo(), job.look() == nil, ContinuousClock.now < deadline { usleep(2000) }
    usleep(milliseconds * 1000)
    job.signal(SIGKILL)
    while job.look() == nil, ContinuousClock.now < deadline { usleep(2000) }
  }

  /// How much there is of a download.
  private func part() -> Int {
    let names = (try? Folder.namesIfThere(in: state)) ?? []
    return names.filter { $0.hasSuffix(".part") }.compactMap {
      try? InputFile(state + "/" + $0).size
    }.max() ?? 0
  }

  @Test("while it downloads, again and again, it goes on each time")
  func downloading() throws {
    let file = try FetchedSet.recipe(
      [server.url("slow/a")], in: folder.path, more: FetchedSet.pins)
    try kill(file, after: 5) { true }
    for milliseconds in [0, 10, 25, 40] as [UInt32] {
      let before = part()
      try kill(file, after: milliseconds) { part() > before }
    }
    #expect(try fetch(file).status == 0)
    #expect(try InputFile.contents(of: goal + "/file.bin") == FetchedSet.pattern)
    #expect(try Folder.names(in: state) == [".lock", "records.json"])
    let requests = try server.requests()
    #expect(requests.last?.contains(" bytes=") == true, "\(requests)")
  }

  @Test("while it unpacks, it unpacks again what it has downloaded")
  func unpacking() throws {
    let file = try archive()
    let tar = try #require(Programs.path(of: "tar"))
    // It is killed when all is unpacked and nothing of it moved, with a tar that does not end.
    let script = """
      #!/bin/sh
      [ "$1" = -xf ] || exec '\(tar)' "$@"
      '\(tar)' "$@"
      : >'\(folder.path)/unpacked'
      exec sleep 2

      """
    try TextFile.write(script, to: folder.path + "/bin/tar")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: folder.path + "/bin/tar")
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    try kill(file, environment: ["PATH": "\(folder.path)/bin:\(path)"]) {
      Folder.exists(folder.path + "/unpacked")
    }
    let left = try Folder.names(in: state)
    #expect(left.contains { $0.hasPrefix("unpacking.") }, "\(left)")
    #expect(!Folder.exists(goal))
    try expectWhole(file, asked: 1)
  }

  /// The moments that are too short to be met, by what is there in them.
  enum Moment: CaseIterable {
    case recording, moving, tidying
  }

  @Test("while it records, moves or tidies, it ends what it had begun", arguments: Moment.allCases)
  func moments(moment: Moment) throws {
    let file = try archive()
    try expectWhole(file, asked: 1)
    let records = state + "/records.json"
    // What it unpacked, and the archive.
    try Folder.create(state + "/unpacking.1/x")
    try TextFile.write("no", to: state + "/unpacking.1/x/no.bin")
    let part = state + "/a-0.1.part"
    try FileManager.default.copyItem(atPath: folder.path + "/a", toPath: part)
    let size = try InputFile(part).size
    try TextFile.write(server.url("plain/a"), to: part + ".url")
    try TextFile.write(
      "HTTP/1.1 200 OK\r\nETag: \"one\"\r\nContent-Length: \(size)\r\n\r\n", to: part + ".headers")
    if moment != .tidying {
      try FileManager.default.moveItem(atPath: goal, toPath: state + "/unpacking.1/.ready")
    }
    if moment == .recording {
      try FileManager.default.moveItem(atPath: records, toPath: state + "/.records.json.tmp-1-0")
    }
    try expectWhole(file, asked: 1)
  }

  @Test("a full disk while it unpacks leaves the archive, which is unpacked when there is room")
  func full() throws {
    let file = try archive()
    // Less than a text, and more than the archive.
    let end = try fetch(file, limits: "ulimit -f 300")
    #expect(end.status == 1, "\(end.errors)")
    #expect(
      end.errors.contains(#/cannot be unpacked; tar ended with status 2: .*tar: x/1.txt: /#),
      "\(end.errors)")
    #expect(!Folder.exists(goal))
    try expectWhole(file, asked: 1)
  }

  @Test("an archive of which no digest is known, and that fails twice, comes anew")
  func damaged() throws {
    let file = try archive()
    let archive = folder.path + "/a"
    let right = try InputFile.contents(of: archive)
    try AtomicFile.write(Array(right.prefix(right.count / 2)), to: archive)
    for _ in 0..<2 {
      let end = try fetch(file)
      #expect(end.status == 1 && end.errors.contains("cannot be unpacked"), "\(end.errors)")
    }
    #expect(try server.requests().count == 1)
    try AtomicFile.write(right, to: archive)
    try expectWhole(file, asked: 2)
  }
}
