import Artifacts
import Config

/// What each metric of an experiment says: its own text, and those of the metrics that it reads.
///
/// Figures of two runs of one identity are of one metric where these are the same, whatever it is called.
package struct MetricTexts {
  private var texts: [String: String] = [:]

  /// - Parameter text: a resolved experiment; one that cannot be read has no metrics.
  package init(resolved text: String) {
    self.init(ConfigNode(written: text)?["metrics"])
  }

  /// - Parameter metrics: the section, in its canonical form.
  init(_ metrics: ConfigNode?) {
    guard let entries = metrics?.entries else { return }
    for (name, entry) in entries { texts[name] = entry.value.yaml() }
  }

  /// The metric and all that it reads, at whatever remove.
  package func read(by name: String) -> Set<String> {
    var read: Set<String> = []
    var following = [name]
    while let next = following.popLast() {
      guard let text = texts[next], read.insert(next).inserted else { continue }
      following += text.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
        .filter { texts[$0] != nil }
    }
    return read
  }

  /// The first sixteen digits of the SHA-256 of all that a metric says; `nil` where there is none of that name.
  package func digest(of name: String) -> String? {
    guard texts[name] != nil else { return nil }
    let all = read(by: name).sorted().map { "\($0): \(texts[$0] ?? "")" }
    return String(ContentDigest.of(all.joined(separator: "\n")).prefix(16))
  }

  /// The metrics of both that say something else there.
  package func changed(from others: MetricTexts) -> [String] {
    texts.keys.filter { others.texts[$0] != nil && others.digest(of: $0) != digest(of: $0) }
      .sorted()
  }
}
