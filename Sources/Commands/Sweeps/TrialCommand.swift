/// The command by which a sweep starts a trial.
public enum TrialCommand {
  /// What a sweep alone tells a trial, each with a value: when to end, and how far halving lets it go.
  static let internals: Set<String> = ["--ends-with", "--steps", "--epochs"]

  /// A command as a person types it who wants the same run. One that no sweep has started stays as it is.
  ///
  /// - Parameter words: the program first.
  public static func typed(_ words: [String]) -> [String] {
    guard words.dropFirst().first == "sweep" else { return words }
    var typed: [String] = []
    var isValue = false
    for word in words {
      if isValue {
        isValue = false
      } else if internals.contains(word) {
        isValue = true
      } else if !internals.contains(where: { word.hasPrefix($0 + "=") }) {
        typed.append(word)
      }
    }
    return typed
  }
}
