/// What is called how in a run's folder, and in a pack of it.
public enum RunFiles {
  public static let record = "run.json"
  /// The resolved experiment.
  public static let experiment = "experiment.yaml"
  /// The files that it was composed of, as they were written.
  public static let sources = "sources"
  /// What a pack takes along of the project; and a run that was begun from the pack keeps.
  public static let files = "files"
  public static let metrics = "metrics.jsonl"
  /// A log that was changed, and that a run was told to go on without.
  public static let otherMetrics = "metrics-before.jsonl"
  /// How long training took: the only log that depends on the clock.
  public static let timings = "timings.jsonl"
  /// What the state was after some steps.
  public static let digests = "digests.jsonl"
  /// Metrics of a finished run that were asked for later.
  public static let evaluations = "evaluations.jsonl"
  /// The run on one page.
  public static let report = "report.html"
  /// What make waits for: written last, and removed first.
  public static let done = "done"
  public static let checkpoints = "checkpoints"
  public static let samples = "samples"
  public static let plots = "plots"
  public static let animations = "animations"

  /// What the name of a checkpoint ends with.
  public static let checkpointEnding = ".safetensors.zst"

  /// Whether a file among the checkpoints is one: not one that is still being written.
  public static func isCheckpoint(_ name: String) -> Bool {
    name.hasSuffix(checkpointEnding) && !name.hasPrefix(".")
  }
}
