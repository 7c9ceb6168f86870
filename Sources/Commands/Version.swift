/// The program's version. Numbers of a run may depend on it, so checkpoints say it.
public enum Version {
  public static let current = "0.1.0"
  /// Raised only by a change that alters the numbers of a run.
  public static let numerics = 6
}
