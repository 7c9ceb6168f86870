import Config
import Crypto
import Foundation
import OrderedCollections

/// What an experiment amounts to: its canonical text, and the identity of what changes its numbers.
struct ResolvedExperiment {
  /// Runs again as it is, from wherever it stands: bases, profile and overrides merged, params put in, blocks
  /// and network files spelled out, defaults written out.
  let text: String
  /// The first twelve hexadecimal digits of the SHA-256 of everything but name, about, source and outputs,
  /// with keys sorted.
  let identity: String
  /// The canonical text of the outputs.
  let outputs: String

  init(_ definition: ExperimentDefinition) {
    let here = FileManager.default.currentDirectoryPath
    let canonical = Self.canonical(definition) { Self.absolute($0, here: here) }
    text = canonical.yaml()
    outputs = canonical["outputs"]?.yaml() ?? ""
    // Within the working folder a file is the same wherever that folder stands.
    var essential = Self.canonical(definition) { value in
      let path = Self.absolute(value, here: here)
      return path.hasPrefix(here + "/") ? String(path.dropFirst(here.count + 1)) : path
    }
    for key in ["name", "about", "source", "outputs"] { essential = essential.removing(key) }
    let digest = SHA256.hash(data: Data(essential.sortedByKey().yaml().utf8))
    identity = digest.prefix(6).map { String(format: "%02x", $0) }.joined()
  }

  /// - Parameter path: how a path is spelled.
  private static func canonical(
    _ definition: ExperimentDefinition, path: (FieldValue) -> String
  ) -> ConfigNode {
    let whole = definition.fields.canonical(in: definition.scope, path: path)
    guard var entries = whole.entries else { return whole }
    entries.removeAll { $0.key == "params" || $0.key == "blocks" }
    entries["networks"]?.value = ConfigNode(
      .map(
        definition.networks.mapValues {
          ConfigNode.Entry(keyRange: nil, value: $0.canonical)
        }), range: nil, origin: .standard)
    entries["functions"]?.value = definition.scope.functions.canonical(in: definition.scope)
    if let train = entries["train"]?.value, let steps = train["step"]?.items {
      let stages = steps.map { stage in stage.mapped { Self.update($1, named: $0) } }
      let list = ConfigNode(.list(stages), range: nil, origin: .standard)
      entries["train"]?.value = train.mapped { $0 == "step" ? list : $1 }
    }
    return ConfigNode(.map(entries), range: whole.range, origin: whole.origin)
  }

  /// What an update changes as a list, left out where the update is named after it.
  private static func update(_ node: ConfigNode, named name: String) -> ConfigNode {
    guard let targets = node["update"] else { return node }
    let list = targets.items ?? [targets]
    guard list.compactMap(\.text) != [name] else { return node.removing("update") }
    let written = ConfigNode(.list(list), range: targets.range, origin: targets.origin)
    return node.mapped { $0 == "update" ? written : $1 }
  }

  /// `data/…` as it is, for it is looked up; any other path from the root, so that the text may stand anywhere.
  private static func absolute(_ value: FieldValue, here: String) -> String {
    let path = value.text()
    if path == "data" || path.hasPrefix("data/") { return path }
    let folder = value.origin == .commandLine ? "" : value.range?.file.folder ?? ""
    return PathLookup.join(here, PathLookup.join(folder, path))
  }
}

extension ConfigNode {
  /// The map with each value replaced.
  fileprivate func mapped(_ change: (String, ConfigNode) -> ConfigNode) -> ConfigNode {
    guard let entries else { return self }
    var copy = self
    copy.content = .map(
      OrderedDictionary(
        uniqueKeysWithValues: entries.map { key, entry in
          (key, Entry(keyRange: entry.keyRange, value: change(key, entry.value)))
        }))
    return copy
  }
}
