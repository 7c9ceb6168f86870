import Graph
import OrderedCollections

/// Where two tables of state differ: whether a checkpoint of one restores into the other.
struct StateComparison {
  struct Entry {
    let name: String
    /// Extents; `nil` where the entry is new or gone.
    let before: [Int]?
    let after: [Int]?
    let kind: StateEntry.Kind
    /// What the same weights were called.
    let renamedFrom: String?

    /// The entry without the last part of its name: `encoder.conv2d_1`; a slot has its parameter's.
    var layer: String {
      let own = StateComparison.parameter(name)
      return own.lastIndex(of: ".").map { String(own[..<$0]) } ?? own
    }
    /// `weight`.
    var part: String { name.split(separator: ".").last.map(String.init) ?? name }
  }

  /// New entries in the order of the new table, each behind what became of it; then those that are gone.
  let entries: [Entry]

  /// Whether nothing but names has changed.
  var isRenaming: Bool { !entries.isEmpty && entries.allSatisfy { $0.renamedFrom != nil } }

  /// - Parameter renamings: layers that go by another name, by their old one.
  init(_ before: [StateEntry], _ after: [StateEntry], renamings: [TreeComparison.Renaming] = []) {
    let old = Dictionary(before.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var former = Dictionary(
      renamings.map { ($0.after, $0.before) }, uniquingKeysWith: { first, _ in first })
    former = former.filter { $0.key != $0.value }
    // What became of each entry: what another name took is not what is called so now.
    var sources: [String: StateEntry] = [:]
    var taken: Set<String> = []
    func match(_ entry: StateEntry, _ name: String?) {
      guard sources[entry.name] == nil, let name, !taken.contains(name), let was = old[name],
        was.type == entry.type, was.kind == entry.kind
      else { return }
      taken.insert(name)
      sources[entry.name] = was
    }
    for entry in after { match(entry, Self.former(entry.name, former)) }
    for entry in after { match(entry, entry.name) }
    var found: [Entry] = []
    for entry in after {
      let extents = entry.type.shape.extents
      if let was = sources[entry.name] {
        guard was.name != entry.name else { continue }
        found.append(
          Entry(
            name: entry.name, before: was.type.shape.extents, after: extents, kind: entry.kind,
            renamedFrom: was.name))
      } else {
        let was = [Self.former(entry.name, former), entry.name].lazy.compactMap(\.self)
          .filter { !taken.contains($0) }.compactMap { old[$0] }.first
        if let was { taken.insert(was.name) }
        found.append(
          Entry(
            name: entry.name, before: was?.type.shape.extents, after: extents, kind: entry.kind,
            renamedFrom: nil))
      }
    }
    for entry in before where !taken.contains(entry.name) {
      found.append(
        Entry(
          name: entry.name, before: entry.type.shape.extents, after: nil, kind: entry.kind,
          renamedFrom: nil))
    }
    entries = found
    tablesDiffer =
      before.count != after.count
      || !after.allSatisfy { entry in
        old[entry.name].map { $0.type == entry.type } ?? false
      }
  }

  /// Whether a checkpoint of the one does not restore into the other.
  let tablesDiffer: Bool

  /// What an entry was called, where its layer went by another name.
  private static func former(_ name: String, _ renamings: [String: String]) -> String? {
    let own = parameter(name)
    var layer = own[...]
    while let point = layer.lastIndex(of: ".") {
      layer = layer[..<point]
      if let old = renamings[String(layer)] {
        return name.dropLast(own.count) + old + own.dropFirst(layer.count)
      }
    }
    return nil
  }

  /// The parameter that a slot belongs to; any other entry is its own: `optimizer/G/adam/m/G.conv2d_1.weight`.
  private static func parameter(_ name: String) -> String {
    name.split(separator: "/").last.map(String.init) ?? name
  }
}
