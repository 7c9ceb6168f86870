import Experiment

/// How many steps lines of the log stand apart within an epoch.
///
/// A hundred; where the run's length is in steps, as few as it takes for twenty lines, so that a run of a hundred steps
/// has a curve: 1, 2, 5, 10, 20, 50 or 100, each a divisor of the longest. It is of the schedule alone, so a resumed
/// run has its lines at the steps of one that was not interrupted. A run that another goes on with (`--continue`) with more
/// steps has a log of its own, whose lines stand as far apart as its own length says: its first one is of the steps
/// since the last line of the other.
public enum LogInterval {
  /// What every interval divides.
  public static let longest = 100
  private static let fewestLines = 20

  /// - Parameter length: of a round.
  public static func steps(of length: TrainDefinition.Length) -> Int {
    guard case .steps(let count) = length else { return longest }
    return [50, 20, 10, 5, 2, 1].reduce(longest) { interval, shorter in
      interval * fewestLines <= count ? interval : shorter
    }
  }
}
