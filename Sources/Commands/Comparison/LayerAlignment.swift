import Config

/// Which layer of one list has become which of another.
///
/// What is equal stays together (Myers' algorithm). In each gap, layers of one name belong together, then those that
/// differ in nothing but the name, then those of one kind in their order.
struct LayerAlignment {
  struct Pair {
    let before: LayerList.Layer?
    let after: LayerList.Layer?
  }

  /// In the order of the new list; what was removed stands where it stood.
  private(set) var pairs: [Pair] = []

  init(_ before: LayerList, _ after: LayerList) {
    let (old, new) = (before.layers, after.layers)
    let signatures = (old.map(\.signature), new.map(\.signature))
    let isTurned = Self.isTurned(signatures.0, signatures.1)
    let (removed, inserted) = Self.edits(from: signatures.0, to: signatures.1)
    var (i, j) = (0, 0)
    while i < old.count || j < new.count {
      var gap: (old: [LayerList.Layer], new: [LayerList.Layer]) = ([], [])
      while i < old.count, removed.contains(i) {
        gap.old.append(old[i])
        i += 1
      }
      while j < new.count, inserted.contains(j) {
        gap.new.append(new[j])
        j += 1
      }
      let partners =
        isTurned
        ? Dictionary(
          uniqueKeysWithValues: Self.partners(of: gap.old, among: gap.new).map { ($1, $0) })
        : Self.partners(of: gap.new, among: gap.old)
      let kept = Set(partners.values)
      for index in gap.old.indices where !kept.contains(index) {
        pairs.append(Pair(before: gap.old[index], after: nil))
      }
      for (index, layer) in gap.new.enumerated() {
        pairs.append(Pair(before: partners[index].map { gap.old[$0] }, after: layer))
      }
      if i < old.count, j < new.count {
        pairs.append(Pair(before: old[i], after: new[j]))
        i += 1
        j += 1
      }
    }
  }

  /// The items that an edit removes of one list, and those that it adds to make the other.
  ///
  /// Where there are several such edits, the same is taken from both sides.
  static func edits(from old: [String], to new: [String]) -> (removed: Set<Int>, inserted: Set<Int>)
  {
    guard !isTurned(old, new) else {
      let edits = edits(from: new, to: old)
      return (edits.inserted, edits.removed)
    }
    var edits: (removed: Set<Int>, inserted: Set<Int>) = ([], [])
    for change in new.difference(from: old) {
      switch change {
      case .remove(let offset, _, _): edits.removed.insert(offset)
      case .insert(let offset, _, _): edits.inserted.insert(offset)
      }
    }
    return edits
  }

  /// Whether two lists are compared the other way round, so that swapping the sides mirrors what is found.
  private static func isTurned(_ old: [String], _ new: [String]) -> Bool {
    new.lexicographicallyPrecedes(old)
  }

  /// The places of those among `others` that have become `layers`, by their place.
  private static func partners(
    of layers: [LayerList.Layer], among others: [LayerList.Layer]
  ) -> [Int: Int] {
    var partner: [Int: Int] = [:]
    var free = Array(others.indices)
    func match(_ belong: (LayerList.Layer, LayerList.Layer) -> Bool) {
      for index in layers.indices where partner[index] == nil {
        guard let place = free.firstIndex(where: { belong(others[$0], layers[index]) })
        else { continue }
        partner[index] = free.remove(at: place)
      }
    }
    match { $0.isNamed && $1.isNamed && $0.name == $1.name && $0.kind == $1.kind }
    match { $0.substance == $1.substance }
    match { $0.kind == $1.kind && !($0.isNamed && $1.isNamed) }
    match { $0.kind == $1.kind }
    return partner
  }
}
