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

  @Test(
    "A run that goes on keeps when it began, how long it took, and the steps at which it went on",
    arguments: [
      (nil, 4, 10, [4]), ([2], 4, 10, [2, 4]), ([2, 4], 4, 10, [2, 4]), ([2, 7], 4, 10, [2, 4]),
      ([2], 10, 10, [2]), (nil, 10, 10, nil), (nil, 0, 10, nil), ([2], 4, nil, [2, 4]),
    ] as [([Int]?, Int, Int?, [Int]?)])
  func goesOn(before: [Int]?, step: Int, stepsInAll: Int?, after: [Int]?) {
    var old = record()
    (old.started, old.timings, old.peakMemoryBytes) = ("then", ["run": 7, "compile": 3], 5)
    old.resumedAt = before
    var new = record()
    new.stepsInAll = stepsInAll
    new.resume(old, at: step)
    #expect(new.resumedAt == after)
    #expect(new.started == "then" && new.timings == ["run": 7, "compile": 1.5])
    #expect(new.peakMemoryBytes == 5)
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
        == "'\(path)': is no record of a run; remove it: the same 'etch run' writes it anew, and goes on from the checkpoints"
    )
  }
}
