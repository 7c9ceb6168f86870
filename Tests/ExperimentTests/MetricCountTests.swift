import Artifacts
import Diagnostics
import Foundation
import Testing

@testable import Experiment

@Suite("Metrics of the first examples")
struct MetricCountTests {
  @Test(
    "are told where a sorted file has other classes behind them",
    arguments: [
      ("value: mean(lowest), count: 20", true), ("value: mean(lowest), count: 90", false),
      ("value: mean(lowest)", false), ("value: mean(other), count: 20", false),
    ])
  func sorted(metric: String, isTold: Bool) throws {
    let folder = NSTemporaryDirectory() + "/counts-" + UUID().uuidString
    try Folder.create(folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let rows = (0..<80).map { "\($0),\($0 / 40)\n" }
    try TextFile.write(rows.joined(), to: folder + "/sorted.csv")
    try TextFile.write(
      """
      etch: 1
      name: counts
      data:
        row: {source: csv, path: sorted.csv, header: false, label: last}
        other: {source: builtin/ecg, count: 40}
      values:
        lowest: row - 1
      metrics:
        figure: {split: train, \(metric)}

      """, to: folder + "/counts.yaml")
    let experiment = try LoadedExperiment(
      file: folder + "/counts.yaml", profile: nil, overrides: [], dataFolder: "data")
    var told: [Diagnostic] = []
    _ = try experiment.loadData(memory: 1 << 30) { told += $0.diagnostics }
    let sorted = told.filter { $0.warning == .constantData }.map(\.message)
    #expect(
      sorted
        == (isTold
          ? [
            "the first 20 examples have none of the class '1' of 'row.label', by which the file is sorted"
          ] : []))
  }
}
