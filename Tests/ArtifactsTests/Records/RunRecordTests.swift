import Testing

@testable import Artifacts

@Suite struct RunRecordTests {
  func record() -> RunRecord {
    RunRecord(
      status: .running, name: "vae_mnist", hash: "9f3c",
      versions: ["level": "x86-64-v4", "etch": "0.1"],
      machine: .init(system: "Linux", cores: 2, threads: 2, memoryBytes: 1 << 33),
      timings: ["compile": 1.5], digests: ["data/a.csv": "00ff"])
  }

  @Test func whatIsWrittenIsRead() throws {
    let folder = try TemporaryFolder()
    var record = record()
    try record.write(to: folder("run.json"))
    record.status = .failed
    record.failure = "the loss is not a number"
    try record.write(to: folder("run.json"))
    #expect(try RunRecord.read(from: folder("run.json")) == record)
    #expect(try folder.names == ["run.json"])
  }

  @Test func keysAreSortedAndPathsReadable() throws {
    let folder = try TemporaryFolder()
    var record = record()
    (record.started, record.updated) = ("2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z")
    try record.write(to: folder("run.json"))
    try expectGolden(InputFile.contents(of: folder("run.json")), "run.json")
  }

  @Test func thisMachineAndTimeAreKnown() {
    let machine = RunRecord.Machine.current(threads: 3)
    #expect(machine.cores > 0 && machine.memoryBytes > 0 && machine.threads == 3)
    #expect(machine.system.split(separator: " ").count == 3)
    #expect(RunRecord.now.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil)
  }

  @Test("What is no record is refused", arguments: ["", "{}", "[", "{\"status\":\"asleep\"}"])
  func refusal(text: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("run.json", Array(text.utf8))
    #expect(
      diagnosis { try RunRecord.read(from: path) }
        == "'\(path)': is no record of a run; remove the run's folder, or run with --fresh")
  }
}
