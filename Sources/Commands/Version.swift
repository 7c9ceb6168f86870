import Experiment

/// The program's version. Numbers of a run may depend on it, so checkpoints say it.
public enum Version {
  public static let current = "0.1.0"
  /// Raised only by a change that alters the numbers of a run, of whatever experiment.
  public static let numerics = 6

  /// The version of an experiment's numbers: the last that altered them. A run goes on under its own only.
  static func numerics(of experiment: LoadedExperiment) -> Int {
    NumericsChange.all.filter { $0.concerns(experiment.canonical) }.map(\.version).max() ?? numerics
  }
}
