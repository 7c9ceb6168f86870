import Artifacts
import Config
import Experiment
import Training

/// One run of a sweep: an experiment with its settings.
public struct Trial: Sendable {
  /// From 1, in the order of the sweep.
  public let number: Int
  /// What it varies.
  let settings: [Setting]
  /// The experiment's name and the hash that names its folder.
  public let name: String
  public let hash: String
  /// The resolved experiment.
  let text: String

  /// What it has in common with trials that differ in the seed alone.
  var group: String { settings.filter { $0.key != "seed" }.map(\.text).joined(separator: " ") }
  var seed: String? { settings.first { $0.key == "seed" }?.value.flow }

  func folder(in out: String) -> RunFolder { RunFolder("\(out)/\(name)/\(hash)") }
}

/// How far a trial is, by what stands in its folder.
public enum TrialState: Hashable, Sendable {
  case waiting, interrupted, finished, diverged
  case failed(String)
  /// Left by halving at a mark.
  case pruned(String)

  /// Whether nothing is left to do.
  var isDone: Bool {
    switch self {
    case .finished, .diverged, .pruned: true
    case .waiting, .interrupted, .failed: false
    }
  }

  public var word: String {
    switch self {
    case .waiting: "waiting"
    case .interrupted: "interrupted"
    case .finished: "finished"
    case .diverged: "diverged"
    case .failed: "FAILED"
    case .pruned: "left"
    }
  }

  init(_ trial: Trial, in out: String) {
    let folder = trial.folder(in: out)
    guard let record = try? RunRecord.read(from: folder.record) else {
      self = .waiting
      return
    }
    switch record.status {
    case .diverged: self = .diverged
    case .failed: self = .failed(record.failure ?? "the reason is not recorded")
    case .finished:
      // Other outputs or metrics are made without training.
      let isSame = (try? TextFile.read(folder.experiment)) == trial.text
      self = isSame && Folder.exists(folder.done) ? .finished : .interrupted
    case .running, .interrupted: self = .interrupted
    }
  }
}
