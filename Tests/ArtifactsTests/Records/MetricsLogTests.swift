import Digests
import Foundation
import Testing

@testable import Artifacts

@Suite struct MetricsLogTests {
  let folder: TemporaryFolder
  let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder("run/metrics.jsonl")
  }

  func content() throws -> String {
    String(decoding: try InputFile.contents(of: path), as: UTF8.self)
  }

  @Test func linesKeepTheirKeysAndNumbers() throws {
    let log = try MetricsLog(path)
    try log.append([
      .init("step", .integer(10)), .init("loss", .number(0.1)), .init("a", .number(.nan)),
    ])
    try log.append([.init("step", .integer(20)), .init("loss", .number(1e-7))])
    try log.synchronize()
    #expect(
      try content() == "{\"step\":10,\"loss\":0.1,\"a\":\"NaN\"}\n{\"step\":20,\"loss\":1e-07}\n")
    #expect(try log.offset == content().utf8.count)
    let records = try MetricsLog.read(path)
    #expect(records.map { $0["loss"]?.double } == [0.1, 1e-7])
  }

  @Test func aLinkInItsPlaceIsNotFollowed() throws {
    let victim = try folder.file("victim", Array("precious\n".utf8))
    try Folder.create(folder("run"))
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: victim)
    let message = diagnosis { try MetricsLog(path) }
    #expect(message.hasPrefix("cannot write '\(path)': "), "\(message)")
    #expect(message.hasSuffix("; a symbolic link that is not followed stands there; remove it"))
    #expect(try InputFile.contents(of: victim) == Array("precious\n".utf8))
  }

  @Test func aResumedRunContinuesAtTheCheckpoint() throws {
    let log = try MetricsLog(path)
    try log.append([.init("step", .integer(1))])
    let offset = log.offset
    try log.append([.init("step", .integer(2))])
    // A killed run leaves half a line.
    let file = try #require(FileHandle(forWritingAtPath: path))
    try file.seekToEnd()
    try file.write(contentsOf: Data("{\"st".utf8))
    #expect(try MetricsLog.read(path).count == 2)

    let resumed = try MetricsLog(path)
    try resumed.truncate(to: offset)
    try resumed.append([.init("step", .integer(3))])
    #expect(try content() == "{\"step\":1}\n{\"step\":3}\n")
    try resumed.truncate(to: 0)
    #expect(try content() == "")
    #expect(resumed.offset == 0)
  }

  @Test func anotherLogThanTheCheckpointsIsRefused() throws {
    let log = try MetricsLog(path)
    try log.append([.init("step", .integer(1))])
    let advice =
      "; it was changed since; --accept-changes goes on with a log that begins at the checkpoint, --fresh begins anew"
    #expect(
      diagnosis { try log.truncate(to: 12) }
        == "'\(path)': has 11 bytes, the checkpoint counted 12" + advice)
    #expect(
      diagnosis { try log.truncate(to: 5) }
        == "'\(path)': has no line that begins at byte 5, where the checkpoint was made" + advice)
    #expect(diagnosis { try log.truncate(to: -1) }.contains("counted -1"))
  }

  @Test func theDigestIsThatOfTheBytes() throws {
    func expected() throws -> String {
      SHA256.hexadecimal(of: try InputFile.contents(of: path))
    }
    let log = try MetricsLog(path)
    try log.append([.init("step", .integer(1))])
    let (offset, first) = (log.offset, log.digest)
    #expect(try first == expected())
    try log.append([.init("step", .integer(2))])
    #expect(try log.digest == expected())
    let again = try MetricsLog(path)
    #expect(again.digest == log.digest)
    #expect(
      diagnosis { try again.truncate(to: offset, digest: log.digest) }.contains("other lines"))
    try again.truncate(to: offset, digest: first)
    #expect(again.digest == first)
  }

  @Test func aLineThatIsNoRecordIsNamed() throws {
    try AtomicFile.write(Array("{}\n[1]\n".utf8), to: path)
    #expect(diagnosis { try MetricsLog.read(path) } == "'\(path)': line 2 is no JSON object")
  }

  @Test(
    "is compared with what a checkpoint has seen of it, and only read",
    arguments: [
      ("as it was", #"{"loss":1}\#n"#, true), ("longer", #"{"loss":1}\#n{}\#n"#, false),
      ("shorter", #"{"loss":1}"#, nil), ("changed", #"{"loss":2}\#n"#, nil), ("empty", "", nil),
    ] as [(String, String, Bool?)])
  func check(how: String, changed: String, isExact: Bool?) throws {
    let folder = try TemporaryFolder()
    let path = folder("metrics.jsonl")
    let log = try MetricsLog(path)
    try log.append([.init("loss", .integer(1))])
    let (offset, digest) = (log.offset, log.digest)
    try TextFile.write(changed, to: path)
    #expect((try? MetricsLog.check(path, offset: offset, digest: digest)) == isExact, "\(how)")
    #expect(try TextFile.read(path) == changed)
  }

  @Test("that is gone is told, where a checkpoint has seen lines of it")
  func gone() throws {
    let folder = try TemporaryFolder()
    #expect(try MetricsLog.check(folder("none"), offset: 0, digest: nil))
    #expect(
      diagnosis { try MetricsLog.check(folder("none"), offset: 7, digest: nil) }.contains("is gone")
    )
  }
}
