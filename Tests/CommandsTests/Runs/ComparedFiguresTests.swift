import Artifacts
import Foundation
import Testing
import Training

@testable import Commands

@Suite("Figures of one name that are not of one measure")
struct ComparedFiguresTests {
  private let folder: RunsFolder

  init() throws { folder = try RunsFolder() }

  private func run(_ number: Int) -> RunFolder {
    RunFolder("\(folder.path)/tiny/\(String(format: "%012x", number))")
  }

  /// Runs whose experiments have such metrics.
  private func comparison(
    _ metrics: [String], at moment: FigureMoment? = nil
  ) throws -> RunComparison {
    for (index, text) in metrics.enumerated() {
      try RunIndexTests.make(folder.path, number: index + 1)
      let path = run(index + 1).experiment
      try TextFile.write("\(try TextFile.read(path))metrics:\n\(text)", to: path)
    }
    let runs = try metrics.indices.map {
      try RunIndex.run(String(format: "%012x", $0 + 1), in: folder.path)
    }
    return try RunComparison(runs, figures: nil, at: moment)
  }

  private func metric(_ value: String, split: String = "test") -> String {
    "  accuracy:\n    value: \(value)\n    split: \(split)\n"
  }

  private static let start =
    "'accuracy' is not one measure in these runs, so a change of it is no comparison: "

  @Test("Each definition is told with the runs that have it, and stands on the page")
  func expressions() throws {
    let made = try comparison([
      metric("mean(a == b)"), metric("mean(abs(a - b))"), metric("mean(a == b)"),
    ])
    let expected =
      Self.start
      + "mean(a == b) in 000000000001, 000000000003; mean(abs(a - b)) in 000000000002"
    #expect(made.remarksOnFigures == [expected])
    #expect(try RunPages.comparison(made).contains("mean(abs(a - b)) in 000000000002</p>"))
  }

  @Test("Of a definition what differs is told")
  func fields() throws {
    let made = try comparison([metric("mean(a)"), metric("mean(a)", split: "train")])
    #expect(
      made.remarksOnFigures == [
        Self.start + "split: test in 000000000001; split: train in 000000000002"
      ])
  }

  @Test("A metric that reads another one is none the less another measure")
  func reading() throws {
    let made = try comparison(
      ["mean(a)", "mean(b)"].map { metric("1 - wrong") + "  wrong:\n    value: \($0)\n" })
    #expect(made.remarksOnFigures == [Self.start + "it reads 'wrong'"])
  }

  @Test("Nothing is told of metrics that say the same, and of one that a run lacks")
  func same() throws {
    #expect(try comparison([metric("mean(a)"), metric("mean(a)")]).remarksOnFigures == [])
    let other = "  spread:\n    value: std(a)\n"
    #expect(try comparison([metric("mean(a)"), other]).remarksOnFigures == [])
  }

  @Test("A figure that was evaluated later from the kept checkpoints alone is told to be partial")
  func partial() throws {
    let metrics = [metric("mean(a)"), metric("mean(a)")]
    _ = try comparison(metrics)
    try TextFile.write("{\"step\":8,\"accuracy\":0.4}\n", to: run(2).evaluations)
    #expect(
      try comparison(metrics).remarksOnFigures == [
        "'accuracy' is partial: it was evaluated after training, from the checkpoints that are kept, of "
          + "1 of 2 epochs in 000000000002"
      ])
    #expect(try comparison(metrics, at: .last).remarksOnFigures == [])
    // All checkpoints are kept.
    try TextFile.write(
      "{\"step\":4,\"accuracy\":0.2}\n{\"step\":8,\"accuracy\":0.4}\n", to: run(2).evaluations)
    #expect(try comparison(metrics).remarksOnFigures == [])
  }
}
