import Artifacts
import Foundation
import Testing

@testable import Commands

/// `weights: {run: NAME}`, where NAME was one run and is several by now.
@Suite("A run that took its weights from the only run of a name")
struct WeightsOfRunsTests {
  private static let base = """
    etch: 1
    name: shapes
    data:
      point: {source: csv, path: points.csv, header: false, holdout: 0}
    networks:
      slope: {input: [2], layers: [{dense: 1}]}
    losses:
      error: mean(square(slope(point)))
    train:
      epochs: 1
      batch_size: 1
      optimizer: {sgd: {learning_rate: 0.001}}
      step: [{slope: {minimize: error}}]

    """

  private static let tune = """
    etch: 1
    name: tune
    data:
      point: {source: csv, path: points.csv, header: false, holdout: 0}
    networks:
      slope: {input: [2], layers: [{dense: 1}], weights: {run: shapes}}
      view: {input: [2], layers: [{reshape: [1, 2, 1]}]}
    losses:
      error: mean(square(slope(point)))
    train:
      epochs: 2
      batch_size: 1
      optimizer: {sgd: {learning_rate: 0.001}}
      step: [{slope: {minimize: error}}]
    outputs:
      samples:
        shown: {grid: view(point), range: [0, 6], count: 2, every: 1 epoch}

    """

  @Test("goes on, is shown, reported and packed after another run of the name has begun")
  func later() throws {
    let folder = try RunsFolder()
    try TextFile.write(Self.base, to: folder.path + "/shapes.yaml")
    try TextFile.write(Self.tune, to: folder.path + "/tune.yaml")
    try TextFile.write("1,2\n3,4\n5,6\n", to: folder.path + "/points.csv")
    // All of it in the project's folder, where the runs stand in 'outputs'.
    func etch(_ words: [String], status: Int32 = 0) throws -> String {
      let end = try EtchProgram(words, limits: "cd '\(folder.path)'")
      #expect(end.status == status, "\(words): \(end.errors)")
      return end.errors
    }
    func run(_ name: String, _ more: String..., status: Int32 = 0) throws -> String {
      try etch(["run", "\(name).yaml", "--backend", "reference"] + more, status: status)
    }
    _ = try run("shapes")
    _ = try run("tune", "--steps", "3")
    _ = try run("shapes", "seed=2")
    _ = try run("tune")
    #expect(try run("tune").contains("is finished"))
    let sampled = ["sample", "tune", "--backend", "reference"]
    _ = try etch(sampled)
    _ = try etch(sampled + ["outputs.samples.shown.count=1"])
    let tuned = try RunIndex.path("tune", in: folder.path + "/outputs")
    try FileManager.default.removeItem(atPath: tuned + "/report.html")
    _ = try etch(["report", "tune"])
    #expect(try TextFile.read(tuned + "/report.html").contains("The model of tune</title>"))
    _ = try etch(["pack", "tune", "--out", "it.etch"])
    _ = try etch(["checkpoint", "export", "tune", "plain.safetensors", "--pytorch", "plain.py"])
    // One that has not begun cannot know which is meant.
    #expect(try run("tune", "seed=3", status: 2).contains("several runs are 'shapes'"))
  }
}
