import Config
import Experiment

/// The program's version. Numbers of a run may depend on it, so checkpoints say it.
public enum Version {
  public static let current = "0.1.0"
  /// Raised only by a change that alters the numbers of a run, of whatever experiment.
  public static let numerics = 6

  /// What has altered the numbers of some experiments since, and which these are; each version is above the one of all.
  private static let changes: [(version: Int, concerns: @Sendable (ConfigNode) -> Bool)] = [
    // It is exact; it was the form with tanh.
    (7, { $0.hasLayers("gelu") }),
    // Channels in narrow groups are summed in another order.
    (7, { $0.hasLayers("group_norm") }),
    // Steps are counted over all rounds.
    (
      7,
      { experiment in
        guard let train = experiment["train"], train["rounds"] != nil else { return false }
        return train.uses("adam") || train.uses("adamw")
      }
    ),
  ]

  /// The version of an experiment's numbers: the last that altered them. A run goes on under its own only.
  static func numerics(of experiment: LoadedExperiment) -> Int {
    changes.filter { $0.concerns(experiment.canonical) }.map(\.version).max() ?? numerics
  }
}

extension ConfigNode {
  /// Whether an experiment's networks have layers or activations of this kind.
  fileprivate func hasLayers(_ kind: String) -> Bool {
    self["networks"]?.entries?.contains { _, network in
      network.value["layers"]?.uses(kind) ?? false
    } ?? false
  }

  /// Whether a kind of this name stands anywhere in it, alone or with its fields.
  fileprivate func uses(_ kind: String) -> Bool {
    switch content {
    case .null, .boolean, .number: false
    case .text(let text): text == kind
    case .list(let items): items.contains { $0.uses(kind) }
    case .map(let entries):
      entries.contains { key, entry in
        key == kind || key != "as" && key != "from" && entry.value.uses(kind)
      }
    }
  }
}
