import Config
import Diagnostics
import Experiment

/// What a shell may complete, read from the experiment that the command line names so far.
public enum CompletionWords {
  /// The profiles of the experiment.
  public static func profiles(_ words: [String]) -> [String] { composition(words)?.profiles ?? [] }

  /// Keys that can be set, as far as the last point that was typed: `train.` gives `train.epochs=`.
  public static func overrides(_ words: [String], typed: String) -> [String] {
    guard !typed.contains("="), let root = composition(words)?.root else { return [] }
    let parts = typed.split(separator: ".", omittingEmptySubsequences: false).dropLast()
    var node = root
    for part in parts {
      guard let next = node[String(part)] else { return [] }
      node = next
    }
    let start = parts.map { $0 + "." }.joined()
    return (node.entries ?? [:]).map { key, entry in
      start + key + (entry.value.entries?.isEmpty == false ? "." : "=")
    }
  }

  private static func composition(_ words: [String]) -> Composition? {
    let file = words.first { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
    // A shell has no place for what is wrong with the file.
    var ignored = DiagnosticList()
    return file.flatMap { Composer.experiment().compose(file: $0, diagnostics: &ignored) }
  }
}
