import Artifacts
import Diagnostics
import Foundation
import Testing

@testable import Commands
@testable import Training

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

extension Trial {
  /// Leaves its folder as a run does.
  func finish(
    _ values: [Double], in out: String, status: RunRecord.Status = .finished
  ) throws {
    let folder = folder(in: out)
    var record = RunRecord(
      status: status, name: name, hash: hash, versions: [:], machine: .current(threads: 1))
    let settings = settings.map(\.text)
    let params = settings.filter { $0.hasPrefix("params.") }.map { setting in
      setting.dropFirst(7).split(separator: "=", maxSplits: 1).map(String.init)
    }
    record.request = RunRecord.Request(
      identity: hash, groupIdentity: "tiny \(group)", root: "/", file: "tiny.yaml", profile: nil,
      overrides: settings, params: Dictionary(uniqueKeysWithValues: params.map { ($0[0], $0[1]) }),
      commandLine: [])
    try record.write(to: folder.record)
    try TextFile.write(text, to: folder.experiment)
    let lines = values.enumerated().map { index, value in
      JSON.object([
        "epoch": .integer(index + 1), "step": .integer(4 * (index + 1)), "kind": .string("epoch"),
        "error": .number(value),
      ]).description + "\n"
    }
    try TextFile.write(lines.joined(), to: folder.metrics)
    if status == .finished { try TextFile.write("", to: folder.done) }
  }
}
