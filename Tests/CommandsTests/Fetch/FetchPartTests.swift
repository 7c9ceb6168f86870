import Artifacts
import Foundation
import Processes
import Testing

@testable import Commands

/// What is there of a download when the command begins again.
@Suite("A part of a download", .enabled(if: FetchServer.isThere, "python3 and curl are needed"))
struct FetchPartTests {
  /// As an etch that ended in the middle left it, and what the next one asks of the server.
  struct Left: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let count: Int
    var isOther = false
    var isPinned = false
    /// The answer that came with it, and that of an attempt to go on.
    var first: [String]?
    var second: [String]?
    let asked: [String]

    var bytes: [UInt8] {
      let bytes = isOther ? [] : Array(FetchedSet.pattern.prefix(count))
      return bytes + Array(repeating: 0, count: count - bytes.count)
    }
  }

  private static let one = ["200 OK", "ETag: \"one\""]
  private static let whole = 1_024_000

  @Test(
    "is gone on with, taken as it is or begun anew, and never put together of two files",
    arguments: [
      Left(testDescription: "all of what is stated", count: whole, isPinned: true, asked: []),
      Left(
        testDescription: "all that the server spoke of", count: whole,
        first: ["200 OK", "ETag: \"one\"", "Content-Length: 1024000"], asked: []),
      Left(
        testDescription: "all that it spoke of, gone on with once", count: whole,
        first: ["200 OK", "ETag: \"one\"", "Content-Length: 1024000"],
        second: ["206 Partial Content", "Content-Range: bytes 9-1023999/1024000"], asked: []),
      Left(
        testDescription: "all, which nobody knows", count: whole, first: one,
        asked: ["bytes=1024000-"]),
      Left(
        testDescription: "as much of something else", count: whole, isOther: true, isPinned: true,
        first: one, asked: [""]),
      Left(
        testDescription: "more than all", count: whole + 9, isPinned: true, first: one,
        asked: ["bytes=1024009-", ""]),
      Left(
        testDescription: "more than all, which nobody knows", count: whole + 9, first: one,
        asked: ["bytes=1024009-", ""]),
      Left(testDescription: "half", count: 512_000, first: one, asked: ["bytes=512000-"]),
      Left(testDescription: "half, nobody knows of what", count: 512_000, asked: [""]),
      Left(
        testDescription: "half, and no answer when it went on", count: 512_000, first: one,
        second: [], asked: ["bytes=512000-"]),
      Left(
        testDescription: "half, and a server in trouble", count: 512_000, first: one,
        second: ["503 Service Unavailable", "ETag: \"trouble\""], asked: ["bytes=512000-"]),
      Left(
        testDescription: "half of a file that the server has no more", count: 512_000,
        isOther: true, first: ["200 OK", "ETag: \"zero\""], second: one, asked: [""]),
      Left(
        testDescription: "half of it, which the server says", count: 512_000, isOther: true,
        first: ["200 OK", "ETag: \"zero\""], asked: ["bytes=512000-", ""]),
    ])
  func left(_ left: Left) throws {
    let folder = try RunsFolder()
    let server = try FetchServer(folder)
    let url = server.url("plain/a")
    let part = folder.path + "/data/.fetch/file.bin-0.part"
    try AtomicFile.write(left.bytes, to: part)
    try TextFile.write(url, to: part + ".url")
    func write(_ answer: [String]?, to path: String) throws {
      guard let answer else { return }
      var lines = answer
      if !lines.isEmpty {
        lines[0] = "HTTP/1.1 " + lines[0]
        lines += ["", ""]
      }
      try TextFile.write(lines.joined(separator: "\r\n"), to: path)
    }
    // What came first is kept aside as soon as more is asked for.
    try write(left.first, to: part + (left.second == nil ? ".headers" : ".kept"))
    try write(left.second, to: part + ".headers")
    let file = try FetchedSet.recipe(
      [url], in: folder.path, more: left.isPinned ? FetchedSet.pins : "")
    let end = try FetchedSet.fetch(file, in: folder.path)
    #expect(end.status == 0, "\(end.errors)")
    #expect(try InputFile.contents(of: folder.path + "/data/set/file.bin") == FetchedSet.pattern)
    let asked = left.asked.map { $0.isEmpty ? "/plain/a" : "/plain/a " + $0 }
    #expect(try server.requests() == asked)
    #expect(try Folder.names(in: folder.path + "/data/.fetch") == [".lock", "records.json"])
  }

  @Test("from a server that is slow is kept when Ctrl-C ends it, and gone on with")
  func interrupted() throws {
    let folder = try RunsFolder()
    let server = try FetchServer(folder)
    let file = try FetchedSet.recipe(
      [server.url("slow/a")], in: folder.path, more: FetchedSet.pins)
    let program = try #require(builtProgram).path
    let output = folder.path + "/job.txt"
    let job = try Job(
      Command(program, FetchedSet.arguments(file, in: folder.path), seconds: 60), output: output)
    let state = folder.path + "/data/.fetch"
    let deadline = ContinuousClock.now + .seconds(30)
    func part() -> Int {
      let names = (try? Folder.namesIfThere(in: state)) ?? []
      return names.filter { $0.hasSuffix(".part") }.compactMap {
        try? InputFile(state + "/" + $0).size
      }.max() ?? 0
    }
    while part() == 0, job.look() == nil, ContinuousClock.now < deadline { usleep(5000) }
    job.signal(SIGINT)
    while job.look() == nil, ContinuousClock.now < deadline { usleep(5000) }
    let told = try TextFile.read(output)
    #expect(job.look() == .status(130), "\(told)")
    #expect(told.contains("the part is kept; the same command goes on"), "\(told)")
    let kept = part()
    #expect(kept > 0 && kept < Self.whole)
    #expect(try FetchedSet.fetch(file, in: folder.path).status == 0)
    let requests = try server.requests()
    #expect(requests.count == 2 && requests[1].hasPrefix("/slow/a bytes="), "\(requests)")
    #expect(try InputFile.contents(of: folder.path + "/data/set/file.bin") == FetchedSet.pattern)
  }

  @Test("is kept where the disk takes no more, whether it grows or is looked at")
  func full() throws {
    let folder = try RunsFolder()
    let server = try FetchServer(folder)
    let file = try FetchedSet.recipe(
      [server.url("plain/a")], in: folder.path, more: FetchedSet.pins)
    // Blocks of 512 bytes, of other shells 1024; then less than what is there by then.
    for (blocks, told) in [(500, "'file.bin' cannot be downloaded"), (100, "cannot copy")] {
      let end = try FetchedSet.fetch(file, in: folder.path, limits: "ulimit -f \(blocks)")
      #expect(end.status == 1 && end.errors.contains(told), "\(end.errors)")
    }
    #expect(try FetchedSet.fetch(file, in: folder.path).status == 0)
    let requests = try server.requests()
    #expect(requests.count == 2 && requests[1].hasPrefix("/plain/a bytes="), "\(requests)")
    #expect(try InputFile.contents(of: folder.path + "/data/set/file.bin") == FetchedSet.pattern)
  }
}
