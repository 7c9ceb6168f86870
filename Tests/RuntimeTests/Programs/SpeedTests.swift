import Foundation
import Testing

@testable import Runtime

@Suite("What a machine can do is measured once in a while, and kept beside the kernels")
struct SpeedTests {
  private let folder: TemporaryFolder

  /// What a first run leaves: kernels, and what was measured. Made once, as compilers and measures take their time.
  private static let first = Result {
    let folder = try TemporaryFolder()
    _ = try Device(threads: 1, cache: .folder(folder.file("cache"))).knownSpeed()
    return folder
  }

  init() throws { folder = try TemporaryFolder() }

  /// As after a first run.
  private func begin() throws {
    let cache = folder.file("cache")
    try FileManager.default.copyItem(atPath: Self.first.get().file("cache"), toPath: cache)
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: cache)
  }

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

  /// Replaces what is kept.
  private func write(_ numbers: String, age: Int = 0, on machine: String? = nil) throws {
    let file = try #require(try files().first)
    let moment = Int(Date.now.timeIntervalSince1970) - age
    try Data("\(numbers) \(moment) \(machine ?? KernelCache.measuredMachine)\n".utf8)
      .write(to: URL(filePath: file))
  }

  /// Whether what is kept is taken; what is not is measured anew, and that is kept.
  private func isTaken() throws -> Bool {
    let speed = try #require(try device().knownSpeed())
    #expect(try device().knownSpeed() == speed)
    return speed == MachineSpeed(peak: 123.5, memory: 7)
  }

  @Test(
    "What is there are two numbers above 0, or is measured anew",
    arguments: [
      ("123.5 7", true), ("", false), ("12", false), ("12 x", false), ("0 7", false),
      ("-1 7", false), ("inf 7", false), ("nan nan", false), ("1 2 3", false),
    ])
  func kept(numbers: String, holds: Bool) throws {
    try begin()
    try write(numbers)
    #expect(try isTaken() == holds)
  }

  @Test(
    "A measure holds for an hour; one from the time to come does not",
    arguments: [(0, true), (3500, true), (3700, false), (1_000_000_000, false), (-100, false)])
  func old(age: Int, holds: Bool) throws {
    try begin()
    try write("123.5 7", age: age)
    #expect(try isTaken() == holds)
  }

  @Test("That of another processor, or of more of them, does not, nor that of an earlier program")
  func elsewhere() throws {
    try begin()
    let count = ProcessorCount.available
    for machine in ["\(count) Another", "\(count + 1) \(ProcessorModel.name)"] {
      try write("123.5 7", on: machine)
      #expect(try !isTaken(), "\(machine)")
    }
    let file = try #require(try files().first)
    try Data("123.5 7\n".utf8).write(to: URL(filePath: file))
    #expect(try !isTaken())
  }

  @Test("A plan measures it anew, and that is kept")
  func plan() throws {
    try begin()
    try write("123.5 7")
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
