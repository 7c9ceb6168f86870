import Artifacts
import Foundation
import Testing

@testable import Commands

/// Sweeps of an experiment that trains in a tenth of a second.
enum SweepSupport {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().path
  static let tiny = folder + "/Wrong/bases/tiny.yaml"

  /// Writes a sweep of the tiny experiment into a folder; returns its path.
  static func write(_ text: String, named name: String = "widths", in folder: String) throws
    -> String
  {
    try TextFile.write(TextFile.read(tiny), to: folder + "/tiny.yaml")
    let path = "\(folder)/\(name).yaml"
    try TextFile.write("sweep: tiny.yaml\n" + text, to: path)
    return path
  }

  static func plan(_ text: String, in folder: String) throws -> SweepPlan {
    try SweepPlan(file: write(text, in: folder))
  }

  /// `train.epochs=1 seed=2` of every trial.
  static func settings(_ plan: SweepPlan) -> [String] {
    plan.trials.map { $0.settings.map(\.text).joined(separator: " ") }
  }

  /// The bytes of all that the trials of a sweep left.
  static func bytes(_ plan: SweepPlan, in out: String) throws -> [String: RunBytes] {
    var all: [String: RunBytes] = [:]
    for trial in plan.trials { all[trial.hash] = try RunBytes(trial.folder(in: out)) }
    return all
  }
}
