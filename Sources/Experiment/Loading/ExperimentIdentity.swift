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

  /// The tree without the metrics that decide nothing: all but the one that `train.stop` watches, and those that it reads.
  private static func withoutUnreadMetrics(_ tree: ConfigNode) -> ConfigNode {
    let stop = tree["train"]?["stop"]
    guard let watched = (stop?["minimize"] ?? stop?["maximize"])?.text,
      let metrics = tree["metrics"], let entries = metrics.entries, entries[watched] != nil
    else { return tree.removing("metrics") }
    let read = MetricTexts(metrics).read(by: watched)
    let rest = entries.keys.filter { !read.contains($0) }.reduce(metrics) { $0.removing($1) }
    guard var all = tree.entries else { return tree }
    all["metrics"]?.value = rest
    var copy = tree
    copy.content = .map(all)
    return copy
  }

  private static func digest(_ tree: ConfigNode) -> String {
    ContentDigest.of(tree.essence.sortedByKey().yaml())
  }
}

extension ConfigNode {
  /// Without the digests of data, which refuse other bytes and change no number.
  fileprivate var withoutPins: ConfigNode {
    guard var root = entries, let sets = root["data"]?.value, var all = sets.entries else {
      return self
    }
    for name in all.keys {
      if let set = all[name]?.value { all[name]?.value = set.removing(CommonFields.pin) }
    }
    var data = sets
    data.content = .map(all)
    root["data"]?.value = data
    var copy = self
    copy.content = .map(root)
    return copy
  }
}
