import Config
import Diagnostics
import OrderedCollections

/// What the names of an experiment stand for. A name that is misspelt in an entry cannot have meant the entry: that would
/// depend on itself.
struct NamedEntries: Sendable {
  /// What a name stands for; several things where a metric has the name of a network.
  private var values: [String: [ConfigNode]] = [:]

  /// - Parameter root: the composed experiment.
  init(_ root: ConfigNode) {
    for section in ReadableParts.namespaces + ["functions"] {
      for (key, entry) in root[section]?.entries ?? [:] {
        // The key of a function is its head: 'judges(D, x)'.
        let name = section == "functions" ? ReadableParts.functionName(key) : key
        values[name, default: []].append(entry.value)
      }
    }
  }

  /// Whether a place lies in what a name stands for.
  func isPlace(_ place: SourceRange?, within name: String) -> Bool {
    guard let place else { return false }
    return values[name, default: []].contains { $0.holds(place) }
  }
}
