/// The program's version. Numbers of a run may depend on it, so checkpoints say it.
public enum Version {
  public static let current = "0.1.0"
}
