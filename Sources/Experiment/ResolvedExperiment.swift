import Config
import Crypto
import Foundation
import Training

/// What an experiment amounts to: its canonical text, and the identity of what changes its numbers.
struct ResolvedExperiment {
  /// Runs again as it is: bases, profile and overrides merged, params substituted, defaults written out.
  let text: String
  /// The first twelve hexadecimal digits of the SHA-256 of everything but name, about, source and outputs,
  /// with keys sorted.
  let identity: String
  /// The canonical text of the outputs.
  let outputs: String

  init(_ definition: ExperimentDefinition) {
    let canonical = definition.fields.canonical()
    text = canonical.yaml()
    outputs = canonical["outputs"]?.yaml() ?? ""
    var essential = canonical
    for key in ["name", "about", "source", "outputs", "params"] {
      essential = essential.removing(key)
    }
    let digest = SHA256.hash(data: Data(essential.keysSorted.yaml().utf8))
    identity = digest.prefix(6).map { String(format: "%02x", $0) }.joined()
  }
}

extension ConfigNode {
  /// The same with the keys of every map in alphabetical order.
  fileprivate var keysSorted: ConfigNode {
    let sorted: Content
    switch content {
    case .null, .boolean, .number, .text: sorted = content
    case .list(let items): sorted = .list(items.map(\.keysSorted))
    case .map(var entries):
      for (key, entry) in entries { entries[key]?.value = entry.value.keysSorted }
      entries.sort { $0.key < $1.key }
      sorted = .map(entries)
    }
    return ConfigNode(sorted, range: range, origin: origin)
  }
}
