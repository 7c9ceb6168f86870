import Artifacts
import Config
import Datasets

/// The hash of everything that changes an experiment's training numbers. Fields that say what the language says anyway
/// are no part of it, so that it survives releases that add some.
public struct ExperimentIdentity: Hashable, Sendable {
  /// SHA-256 in hexadecimal digits.
  public let digest: String
  /// The same without the seed: what experiments that differ in nothing else have in common.
  public let group: String

  /// The first twelve digits, which name a run's folder.
  public var short: String { String(digest.prefix(12)) }

  /// Keys that change nothing but what is told and shown.
  private static let outside = ["name", "about", "source", "outputs", "allow"]

  init(_ canonical: ConfigNode) {
    let essential = Self.withoutUnreadMetrics(
      Self.outside.reduce(canonical.withoutPins) { $0.removing($1) })
    digest = Self.digest(essential)
    group = Self.digest(essential.removing("seed"))
  }

  /// The metrics that decide something: the one that `train.stop` watches, and those that it reads.
  package static func decidingMetrics(_ tree: ConfigNode) -> Set<String> {
    let stop = tree["train"]?["stop"]
    guard let watched = (stop?["minimize"] ?? stop?["maximize"])?.text,
      let metrics = tree["metrics"], metrics.entries?[watched] != nil
    else { return [] }
    return MetricTexts(metrics).read(by: watched)
  }

  /// The tree without the metrics that decide nothing.
  private static func withoutUnreadMetrics(_ tree: ConfigNode) -> ConfigNode {
    let read = decidingMetrics(tree)
    guard !read.isEmpty, var all = tree.entries, let metrics = tree["metrics"],
      let entries = metrics.entries
    else { return tree.removing("metrics") }
    all["metrics"]?.value = entries.keys.filter { !read.contains($0) }.reduce(metrics) {
      $0.removing($1)
    }
    var copy = tree
    copy.content = .map(all)
    return copy
  }

  private static func digest(_ tree: ConfigNode) -> String {
    ContentDigest.of(tree.essence.sortedByKey().yaml())
  }
}

extension ConfigNode {
  /// Without the digests of data and weights, which refuse other bytes and change no number.
  fileprivate var withoutPins: ConfigNode {
    changing("data") { sets in
      sets.changingAll { $0.removing(CommonFields.pin) }
    }.changing("networks") { networks in
      networks.changingAll { network in
        network.changing("weights") { $0.removing(CommonFields.pin) }
      }
    }
  }

  /// The map with one of its values changed.
  private func changing(_ key: String, _ change: (ConfigNode) -> ConfigNode) -> ConfigNode {
    guard var entries, let value = entries[key]?.value else { return self }
    entries[key]?.value = change(value)
    var copy = self
    copy.content = .map(entries)
    return copy
  }

  /// The map with all of its values changed.
  private func changingAll(_ change: (ConfigNode) -> ConfigNode) -> ConfigNode {
    (entries ?? [:]).keys.reduce(self) { $0.changing($1, change) }
  }
}
