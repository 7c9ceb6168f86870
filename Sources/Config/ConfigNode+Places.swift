import Diagnostics
import OrderedCollections

extension ConfigNode {
  /// Whether a place lies in the value, or in what another file or a profile put into it.
  package func holds(_ place: SourceRange) -> Bool {
    if let range, range.contains(place) { return true }
    switch content {
    case .null, .boolean, .number, .text: return false
    case .list(let items): return items.contains { $0.holds(place) }
    case .map(let entries): return entries.values.contains { $0.holds(place) }
    }
  }
}

extension ConfigNode.Entry {
  /// Whether a place lies in the key or the value.
  package func holds(_ place: SourceRange) -> Bool {
    keyRange.map { $0.contains(place) } ?? false || value.holds(place)
  }
}
