import Config
import OrderedCollections

/// Walks two canonical trees and collects where they differ: maps by key, lists of layers by alignment.
struct TreeComparison {
  private(set) var changes: [TreeChange] = []
  /// Layers whose weights are called otherwise, from the old name to the new: `encoder.conv2d_2` → `encoder.edges`.
  private(set) var renamings: [Renaming] = []

  struct Renaming: Hashable {
    let before: String
    let after: String
    /// Whether only the layers before it have changed: neither name was given.
    let isByNumber: Bool
  }

  init(_ before: ConfigNode, _ after: ConfigNode) { walk([], before, after) }

  private mutating func walk(_ path: [String], _ before: ConfigNode?, _ after: ConfigNode?) {
    guard let before, let after else {
      if before != nil || after != nil { changes.append(TreeChange(path, before, after)) }
      return
    }
    guard !before.means(after) else { return }
    if let (old, new) = Self.kinds(before, after) {
      walkMaps(path, old, new)
      return
    }
    switch (before.content, after.content) {
    case (.map(let old), .map(let new)):
      if path.count >= 2, path[0] == "networks", old["layers"] != nil || new["layers"] != nil {
        walkNetwork(path, old, new)
      } else if Self.holdsChoices(path), let a = Self.onlyKey(old), let b = Self.onlyKey(new),
        a != b
      {
        changes.append(TreeChange(path, before, after))
      } else {
        walkMaps(path, old, new)
      }
    case (.list(let old), .list(let new)) where (old + new).allSatisfy({ $0.entries != nil }):
      walkLists(path, old, new)
    default: changes.append(TreeChange(path, before, after))
    }
  }

  private typealias Entries = OrderedDictionary<String, ConfigNode.Entry>

  private mutating func walkMaps(_ path: [String], _ old: Entries, _ new: Entries) {
    for key in OrderedSet(new.keys).union(old.keys) {
      // What one side lacks and the other only says as the language does is no difference.
      if old[key] == nil, new[key]?.isStandard == true { continue }
      if new[key] == nil, old[key]?.isStandard == true { continue }
      walk(path + [key], old[key]?.value, new[key]?.value)
    }
  }

  /// Whether a map with one key picks a kind here, such as an optimizer, rather than naming something.
  private static func holdsChoices(_ path: [String]) -> Bool {
    let naming: Set = [
      "samples", "plots", "step", "start", "rounds", "splits", "replace", "iterate",
    ]
    guard path.count > 1, let last = path.last, !naming.contains(last) else { return false }
    return !(path.count == 3 && path.starts(with: ["train", "step"]))
  }

  /// Items of a list pair up where the list is as long as it was; otherwise what is equal stays together.
  private mutating func walkLists(_ path: [String], _ old: [ConfigNode], _ new: [ConfigNode]) {
    func place(_ index: Int) -> [String] {
      // The only stage needs no number, as on the command line.
      path == ["train", "step"] && old.count < 2 && new.count < 2 ? path : path + ["\(index)"]
    }
    guard old.count != new.count else {
      for index in new.indices { walk(place(index), old[index], new[index]) }
      return
    }
    let edits = LayerAlignment.edits(
      from: old.map(\.essenceText), to: new.map(\.essenceText))
    for index in edits.removed.sorted() { walk(place(index), old[index], nil) }
    for index in edits.inserted.sorted() { walk(place(index), nil, new[index]) }
  }

  private mutating func walkNetwork(_ path: [String], _ old: Entries, _ new: Entries) {
    guard let before = old["layers"]?.value, let after = new["layers"]?.value else {
      walkMaps(path, old, new)
      return
    }
    walkMaps(path, old.filter { $0.key != "layers" }, new.filter { $0.key != "layers" })
    walkLayers(path, LayerList(before), LayerList(after))
  }

  private mutating func walkLayers(_ path: [String], _ before: LayerList, _ after: LayerList) {
    let network = path.last ?? ""
    var last: String?
    for pair in LayerAlignment(before, after).pairs {
      let names = TreeChange.Layers(
        before: pair.before.map { "\(network).\($0.name)" },
        after: pair.after.map { "\(network).\($0.name)" })
      let own = path + [pair.after?.name ?? pair.before?.name ?? ""]
      defer { last = pair.after?.name ?? last }
      guard let old = pair.before, let new = pair.after else {
        changes.append(
          TreeChange(
            own, pair.before?.node, pair.after?.node, layers: names, behind: last ?? "the input"))
        continue
      }
      if old.name != new.name {
        let isByNumber = !old.isNamed && !new.isNamed
        renamings.append(
          Renaming(
            before: names.before ?? "", after: names.after ?? "", isByNumber: isByNumber))
        if !isByNumber {
          changes.append(
            TreeChange(own + ["as"], Self.name(of: old), Self.name(of: new), layers: names))
        }
      }
      let first = changes.count
      if old.from != new.from {
        walk(own + ["from"], old.node["from"], new.node["from"])
      }
      if let inner = old.inner, let others = new.inner {
        walkMaps(own, (old.fields.entries ?? [:]).outer, (new.fields.entries ?? [:]).outer)
        for index in first..<changes.count { changes[index].layers = names }
        walkLayers(path, inner, others)
      } else {
        walkMaps(own, old.fields.entries ?? [:], new.fields.entries ?? [:])
        for index in first..<changes.count { changes[index].layers = names }
      }
    }
  }

  private static func name(of layer: LayerList.Layer) -> ConfigNode {
    ConfigNode(
      .text(layer.name), range: layer.node["as"]?.range ?? layer.node.firstRange,
      origin: layer.node.firstOrigin)
  }

  /// Two choices of one kind, one of which may be a bare name: `adam` beside `{adam: {…}}`.
  private static func kinds(
    _ before: ConfigNode, _ after: ConfigNode
  ) -> (
    old: OrderedDictionary<String, ConfigNode.Entry>, OrderedDictionary<String, ConfigNode.Entry>
  )? {
    let empty = ConfigNode(.map([:]), range: nil, origin: .standard)
    switch (before.content, after.content) {
    case (.text(let name), .map(let new)) where onlyKey(new) == name:
      return ([name: .init(keyRange: nil, value: empty)], new)
    case (.map(let old), .text(let name)) where onlyKey(old) == name:
      return (old, [name: .init(keyRange: nil, value: empty)])
    default: return nil
    }
  }

  private static func onlyKey(_ entries: OrderedDictionary<String, ConfigNode.Entry>) -> String? {
    entries.count == 1 ? entries.keys.first : nil
  }
}

extension OrderedDictionary<String, ConfigNode.Entry> {
  /// The fields of a layer besides the layers within.
  fileprivate var outer: Self { filter { $0.key != "layers" } }
}

extension ConfigNode {
  /// What the value says, whatever the order of its keys.
  var essenceText: String { essence.sortedByKey().yaml() }

  /// Whether both say the same.
  fileprivate func means(_ other: ConfigNode) -> Bool { essenceText == other.essenceText }
}
