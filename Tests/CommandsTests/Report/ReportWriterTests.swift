import Synchronization
import Testing

@testable import Artifacts
@testable import Commands
@testable import Experiment
@testable import Training

@Suite("The pages that a run writes")
struct ReportWriterTests {
  private final class Count: Sendable {
    private let number = Mutex(0)
    var value: Int { number.withLock { $0 } }

    func add() { number.withLock { $0 += 1 } }
  }

  @Test(
    "What all of them show is made for the first, and once; for none where there is to be no page",
    arguments: [(ReportPage.standardLimit, 1), (nil, 0)] as [(Int?, Int)])
  func shown(limit: Int?, times: Int) throws {
    let folder = try RunsFolder()
    let record = RunRecord(
      status: .running, name: "vae", hash: "ef38092b8ff6", versions: ["etch": "0.1.0"],
      machine: .current(threads: 1))
    try record.write(to: folder.path + "/run.json")
    try TextFile.write("etch: 1\nname: vae\n", to: folder.path + "/experiment.yaml")
    try TextFile.write(
      #"{"epoch":1,"step":5,"kind":"epoch","vae":3}"# + "\n", to: folder.path + "/metrics.jsonl")
    let figures = LoggedFigures(metrics: [], measured: [:], goals: [])
    let count = Count()
    let writer = ReportWriter(RunFolder(folder.path), figures: figures, limit: limit) {
      count.add()
      return RunReport.Known(plan: "of two layers", drawing: "", figures: figures)
    }
    #expect(count.value == 0, "training waits for nothing")
    for _ in 0..<2 {
      let path = try writer.write()
      #expect((path != nil) == (limit != nil))
      if let path { #expect(try TextFile.read(path).contains("of two layers")) }
    }
    #expect(count.value == times)
  }
}
