import Artifacts
import Diagnostics
import Foundation
import Testing

@testable import Experiment

/// Sets of one file, of which each keeps examples of its own for testing.
@Suite("Two sets of one file")
struct SharedFilesTests {
  /// The warnings of an experiment that trains on `point`, with another set and a metric of it.
  private static func warnings(_ point: String, _ other: String, _ metric: String) throws
    -> [Diagnostic]
  {
    let folder = NSTemporaryDirectory() + "/shared-" + UUID().uuidString
    try Folder.create(folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for name in ["points", "more"] {
      try TextFile.write("1,2,0\n3,4,1\n5,6,0\n7,8,1\n", to: "\(folder)/\(name).csv")
    }
    try TextFile.write(
      """
      etch: 1
      name: line
      data:
        point: {source: csv, header: false, label: last, \(point)}
        other: {\(other)}
      networks:
        slope: {input: [2], layers: [{dense: 1}]}
      losses:
        size: mean(square(slope(point)))
      train: {epochs: 1, batch_size: 2, optimizer: sgd, step: {slope: {minimize: size}}}
      metrics:
        figure: {\(metric)}

      """, to: folder + "/line.yaml")
    return try LoadedExperiment(
      file: folder + "/line.yaml", profile: nil, overrides: [], dataFolder: "data"
    ).warnings.diagnostics.filter {
      [.seenInTraining, .unused, .rangesDiffer].contains($0.warning)
    }
  }

  private static let half = "path: points.csv, holdout: 0.5"
  private static let divided = "path: ., splits: {train: points.csv, test: more.csv}"
  private static let ofOther = "value: mean(slope(other))"

  @Test(
    "are told of where metrics of the one look at what the other trains on",
    arguments: [
      (half, "like: point", ofOther, true),
      (half, "like: point, holdout: 0.25", ofOther, true),
      (half, "like: point, path: more.csv", ofOther, false),
      (half, "like: point", "value: mean(slope(other)), split: train", false),
      (half, "like: point", "value: mean(slope(point)) + mean(other)", true),
      ("path: points.csv", "like: point", ofOther, true),
      ("path: points.csv, train_where: label > 0", "like: point", ofOther, false),
      (half, "source: builtin/ecg, count: 4", "value: mean(other)", false),
      (divided, "like: point", ofOther, false),
      ("\(divided), split: all", "like: point, split: train", ofOther, true),
    ] as [(String, String, String, Bool)])
  func seen(point: String, other: String, metric: String, isTold: Bool) throws {
    let told = try Self.warnings(point, other, metric).filter { $0.warning == .seenInTraining }
    #expect(
      told.map(\.message)
        == (isTold
          ? [
            "metrics look at examples of 'other' that training has seen as those of 'point', which reads the same files"
          ] : []))
  }

  @Test(
    "are told of a filter that chooses nothing, since only the test part is read",
    arguments: [
      ("like: point, train_where: label > 0", ofOther, true),
      ("like: point, train_where: label > 0", "value: mean(slope(other)), split: train", false),
      ("like: point", ofOther, false),
      ("like: point, holdout: 0, train_where: label > 0", ofOther, false),
    ] as [(String, String, Bool)])
  func filtered(other: String, metric: String, isTold: Bool) throws {
    let told = try Self.warnings("\(Self.half), train_where: label < 1", other, metric).filter {
      $0.warning == .unused
    }
    #expect(
      told.map(\.message)
        == (isTold
          ? [
            "'train_where' of 'other' chooses nothing: nothing trains on it, and its test part, which is looked at, has all examples"
          ] : []))
  }

  @Test(
    "are told of a range that each takes from files of its own",
    arguments: [
      ("fit: train", "like: point, path: more.csv", ofOther, true),
      ("fit: train", "like: point", ofOther, false),
      ("from: [0, 9]", "like: point, path: more.csv", ofOther, false),
      ("fit: train", "like: point, path: more.csv", "value: mean(slope(point))", false),
    ] as [(String, String, String, Bool)])
  func fitted(scale: String, other: String, metric: String, isTold: Bool) throws {
    let point = "\(Self.half), scale: {range: [0, 1], \(scale)}"
    let told = try Self.warnings(point, other, metric).filter { $0.warning == .rangesDiffer }
    #expect(
      told.map(\.message)
        == (isTold
          ? [
            "'other' is scaled from the range of its own examples, and 'point', which is trained on, from that of others"
          ] : []))
  }
}
