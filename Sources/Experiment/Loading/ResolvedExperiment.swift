import Config
import Foundation
import OrderedCollections

/// What an experiment amounts to: its canonical text, and the identity of what changes its numbers.
struct ResolvedExperiment {
  /// Runs again as it is: bases, profile and overrides merged, params put in, blocks and network files spelled out,
  /// defaults written out, paths from the project's root.
  var text: String { canonical.yaml() }
  /// The same as a tree, each value with its place and origin.
  let canonical: ConfigNode
  /// What changes training numbers.
  let identity: ExperimentIdentity
  /// The canonical text of the outputs and metrics.
  var shown: String {
    ["outputs", "metrics"].compactMap { canonical[$0]?.yaml() }.joined(separator: "\n")
  }

  init(_ definition: ExperimentDefinition, root: ProjectRoot) {
    let canonical = Self.canonical(definition, root)
    self.canonical = canonical
    identity = ExperimentIdentity(canonical)
  }

  static func canonical(_ definition: ExperimentDefinition, _ root: ProjectRoot)
    -> ConfigNode
  {
    let here = FileManager.default.currentDirectoryPath
    let whole = definition.fields.canonical(in: definition.scope) {
      Self.path($0, root, here: here)
    }
    guard var entries = whole.entries else { return whole }
    entries.removeAll { $0.key == "params" || $0.key == "blocks" }
    entries["networks"]?.value = ConfigNode(
      .map(
        OrderedDictionary(
          uniqueKeysWithValues: definition.networks.map { name, network in
            let weights = definition.weights[name]?.canonical { Self.path($0, root, here: here) }
            let whole = weights.map { network.canonical.adding("weights", $0) } ?? network.canonical
            return (name, ConfigNode.Entry(keyRange: nil, value: whole))
          })), range: nil, origin: .standard)
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

  /// `data/…` and `weights/…` as they are, for they are looked up; any other path from the project's root.
  private static func path(_ value: FieldValue, _ root: ProjectRoot, here: String) -> String {
    let path = value.text()
    let plain = PathLookup.plain(path)
    if isLookedUp(path), isLookedUp(plain) { return plain }
    let folder = value.origin == .commandLine ? "" : value.range?.file.folder ?? ""
    let name = root.name(of: PathLookup.join(here, PathLookup.join(folder, path)))
    // What stands in the project under such a name is not what is looked up.
    return isLookedUp(name) ? "./" + name : name
  }

  /// Whether a path is looked up in a folder that the command line names.
  private static func isLookedUp(_ path: String) -> Bool {
    path == "data" || path.hasPrefix("data/") || path.hasPrefix("weights/")
  }
}

extension ConfigNode {
  /// The map with one more entry, at its end.
  fileprivate func adding(_ key: String, _ value: ConfigNode) -> ConfigNode {
    var entries = entries ?? [:]
    entries[key] = Entry(keyRange: nil, value: value)
    return ConfigNode(.map(entries), range: range, origin: origin)
  }

  /// The map with each value replaced.
  fileprivate func mapped(_ change: (String, ConfigNode) -> ConfigNode) -> ConfigNode {
    guard let entries else { return self }
    var copy = self
    copy.content = .map(
      OrderedDictionary(
        uniqueKeysWithValues: entries.map { key, entry in
          (
            key,
            Entry(
              keyRange: entry.keyRange, value: change(key, entry.value),
              isStandard: entry.isStandard)
          )
        }))
    return copy
  }
}
