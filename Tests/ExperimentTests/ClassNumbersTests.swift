import Artifacts
import Diagnostics
import Foundation
import Testing

@testable import Experiment

/// Sets whose classes and words are numbered by themselves.
@Suite("Numbers of classes")
struct ClassNumbersTests {
  @Test(
    "are compared by the names that both lists have",
    arguments: [
      (["a", "b"], ["a", "b", "c"], .alike), (["a"], ["b"], .unrelated), ([], [], .unrelated),
      (["a", "b", "c"], ["a", "c"], .different(name: "c", first: 2, second: 1)),
      (["", "[UNK]", "the"], ["", "[UNK]", "le"], .alike),
    ] as [([String], [String], Numbering)])
  func compared(names: [String], others: [String], numbering: Numbering) {
    #expect(Numbering(names, and: others) == numbering)
  }

  @Test(
    "of a set that is measured are told of where they are others in what is trained on",
    arguments: [
      ("like: point, path: turned.csv", "mean(argmax(kind(other)) == other.label)", true),
      ("like: point, path: turned.csv", "mean(kind(other))", false),
      ("like: point", "mean(argmax(kind(other)) == other.label)", false),
      ("like: point, path: turned.csv", "mean(argmax(kind(point)) == point.label)", false),
    ])
  func told(other: String, metric: String, isTold: Bool) throws {
    let folder = NSTemporaryDirectory() + "/numbers-" + UUID().uuidString
    try Folder.create(folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try TextFile.write("1,2,cat\n3,4,dog\n", to: folder + "/points.csv")
    try TextFile.write("1,2,dog\n3,4,cat\n", to: folder + "/turned.csv")
    try TextFile.write(
      """
      etch: 1
      name: kinds
      data:
        point: {source: csv, path: points.csv, header: false, label: last}
        other: {\(other)}
      networks:
        kind: {input: [2], layers: [{dense: 2}]}
      losses:
        wrong: cross_entropy(kind(point), point.label)
      train: {epochs: 1, batch_size: 2, optimizer: sgd, step: {kind: {minimize: wrong}}}
      metrics:
        figure: {value: \(metric), split: train}

      """, to: folder + "/kinds.yaml")
    let told = try LoadedExperiment(
      file: folder + "/kinds.yaml", profile: nil, overrides: [], dataFolder: "data"
    ).warnings.diagnostics.filter { $0.warning == .otherClasses }
    #expect(
      told.map(\.message)
        == (isTold
          ? [
            "'dog' is 0 in 'other.label', and 1 in 'point.label', by which networks are trained: each set numbers its own"
          ] : []))
  }

  @Test(
    "are told of where a run goes on with others, not with more of them",
    arguments: [
      ("1,2,cat\n3,4,dog\n", false), ("1,2,cat\n3,4,dog\n5,6,hen\n", false),
      ("1,2,dog\n3,4,cat\n", true), ("1,2,cat\n3,4,cat\n", true),
    ])
  func continued(rows: String, isTold: Bool) throws {
    func model(_ rows: String) throws -> Model {
      let folder = NSTemporaryDirectory() + "/numbers-" + UUID().uuidString
      try Folder.create(folder)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      try TextFile.write(rows, to: folder + "/points.csv")
      try TextFile.write(
        """
        etch: 1
        name: kinds
        data: {point: {source: csv, path: points.csv, header: false, label: last}}
        metrics:
          figure: {value: mean(point), split: train}

        """, to: folder + "/kinds.yaml")
      return try LoadedExperiment(
        file: folder + "/kinds.yaml", profile: nil, overrides: [], dataFolder: "data"
      ).model
    }
    let before = TrainedClasses(try model("1,2,cat\n3,4,dog\n")).metadata
    let told = TrainedClasses.renumbered(since: before, in: try model(rows), file: "it")
    #expect((told != nil) == isTold, "\(String(describing: told?.message))")
  }
}
