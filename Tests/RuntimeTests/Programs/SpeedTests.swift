import Foundation
import Testing

@testable import Runtime

@Suite("What a machine can do is measured once, and kept beside the kernels")
struct SpeedTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func device(threads: Int = 1) throws -> Device {
    try Device(threads: threads, cache: .folder(folder.file("cache")))
  }

  private func files() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.file("cache"))
      .filter { $0.hasSuffix(".speed") }.map { folder.file("cache/" + $0) }
  }

  @Test("The second time it is read; other threads are measured for themselves")
  func again() throws {
    let first = try #require(try device().knownSpeed())
    #expect(first.peak > 0.1 && first.memory > 0.01)
    #expect(try device().knownSpeed() == first)
    #expect(try files().count == 1)
    _ = try device(threads: 2).knownSpeed()
    #expect(try files().count == 2)
  }

  @Test(
    "What is there is two numbers above 0, or is measured anew",
    arguments: [
      ("123.5 7\n", true), ("", false), ("12", false), ("12 x 7", false), ("0 7", false),
      ("-1 7", false), ("inf 7", false), ("nan nan", false), ("1 2 3", false),
    ])
  func kept(text: String, isTaken: Bool) throws {
    _ = try device().knownSpeed()
    let file = try #require(try files().first)
    try Data(text.utf8).write(to: URL(filePath: file))
    let speed = try #require(try device().knownSpeed())
    #expect((speed == MachineSpeed(peak: 123.5, memory: 7)) == isTaken)
    let now = try String(contentsOfFile: file, encoding: .utf8)
    #expect((now == text) == isTaken && now.split(separator: " ").count == 2)
  }

  @Test("A plan measures it anew, and that is kept")
  func plan() throws {
    _ = try device().knownSpeed()
    let file = try #require(try files().first)
    try Data("123.5 7\n".utf8).write(to: URL(filePath: file))
    let speed = try device().measuredSpeed()
    #expect(speed != MachineSpeed(peak: 123.5, memory: 7))
    #expect(try device().knownSpeed() == speed)
  }

  @Test("Nothing is measured where nothing is kept or compiled")
  func without() throws {
    #expect(try Device(threads: 1, cache: .none).knownSpeed() == nil)
    #expect(try Device(threads: 1, backend: .reference).knownSpeed() == nil)
  }
}
