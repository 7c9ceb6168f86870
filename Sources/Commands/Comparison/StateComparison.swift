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
    /// What it was called.
    let renamedFrom: String?

    init(_ was: StateEntry?, _ entry: StateEntry?) {
      name = entry?.name ?? was?.name ?? ""
      before = was?.type.shape.extents
      after = entry?.type.shape.extents
      kind = entry?.kind ?? was?.kind ?? .parameter
      renamedFrom = was?.name == name ? nil : was?.name
    }

    /// The entry without the last part of its name: `encoder.conv2d_1`; a slot has its parameter's.
    var layer: String { StateComparison.layer(name) }
    /// What the layer was called.
    var layerBefore: String { StateComparison.layer(renamedFrom ?? name) }
    /// `weight`.
    var part: String { name.split(separator: ".").last.map(String.init) ?? name }
  }

  /// New entries in the order of the new table, each behind what became of it; then those that are gone.
  let entries: [Entry]

  /// Whether nothing but names has changed.
  var isRenaming: Bool {
    !entries.isEmpty && entries.allSatisfy { $0.renamedFrom != nil && $0.before == $0.after }
  }

  /// Each entry has one that it was, at most: what goes by another name first, then what is called the same; of both
  /// first what is the same. So the sides swapped give the mirrored table.
  ///
  /// - Parameter renamings: layers that go by another name, by their old one.
  init(_ before: [StateEntry], _ after: [StateEntry], renamings: [TreeComparison.Renaming] = []) {
    let old = Dictionary(before.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var former = Dictionary(
      renamings.map { ($0.after, $0.before) }, uniquingKeysWith: { first, _ in first })
    former = former.filter { $0.key != $0.value }
    var sources: [String: StateEntry] = [:]
    var taken: Set<String> = []
    func match(_ name: (StateEntry) -> String?, _ isSame: Bool) {
      for entry in after where sources[entry.name] == nil {
        guard let was = name(entry).flatMap({ old[$0] }), !taken.contains(was.name),
          !isSame || was.type == entry.type && was.kind == entry.kind
        else { continue }
        taken.insert(was.name)
        sources[entry.name] = was
      }
    }
    for isSame in [true, false] {
      match({ Self.former($0.name, former) }, isSame)
      match({ $0.name }, isSame)
    }
    entries =
      after.compactMap { entry in
        let was = sources[entry.name]
        let isSame = was?.name == entry.name && was?.type == entry.type && was?.kind == entry.kind
        return isSame ? nil : Entry(was, entry)
      } + before.filter { !taken.contains($0.name) }.map { Entry($0, nil) }
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

  private static func layer(_ name: String) -> String {
    let own = parameter(name)
    return own.lastIndex(of: ".").map { String(own[..<$0]) } ?? own
  }

  /// The parameter that a slot belongs to; any other entry is its own: `optimizer/G/adam/m/G.conv2d_1.weight`.
  private static func parameter(_ name: String) -> String {
    name.split(separator: "/").last.map(String.init) ?? name
  }
}
