/// A block map or list that is open, and where its entries stand.
struct Level {
  enum Kind {
    case map, list
    /// A list in the column of the map that it belongs to, of which libyaml's scanner says nothing.
    case listInMapColumn
  }

  let kind: Kind
  /// The column in the text as it is.
  let old: Int
  /// The column in the formatted text.
  var new = 0

  /// How far its lines move to the right.
  var shift: Int { new - old }
}

/// Where a comment on a line of its own goes.
struct CommentPlacement {
  /// The levels open at the entry before the comment, from the outermost.
  let before: [Level]
  /// The column of the entry after it, as it is and as it will be.
  let next: (old: Int, new: Int)?

  /// - Parameter followsBlank: whether a blank line stands between it and the entry before.
  func column(of old: Int, followsBlank: Bool) -> Int {
    if let next, next.old == old { return next.new }
    // A last entry that was commented out. Below a blank line, the column is more likely the map's than its list's.
    let isOpen = before.last { $0.old == old && !(followsBlank && $0.kind == .listInMapColumn) }
    if let isOpen { return isOpen.new }
    let shift = next.map { $0.new - $0.old } ?? before.last { $0.old < old }?.shift ?? 0
    return max(0, old + shift)
  }
}
