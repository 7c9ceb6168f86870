/// What stays in registers while the inner loops run: some points of the output's loops, `rows × columns`.
///
/// Where a loop is cut into tiles that do not divide it, the last tile is moved back to end with it; the
/// points it shares with the one before are computed twice and stored once.
struct ContractionTile: Hashable {
  /// Points of each loop in the tile; 1 for loops that the tile does not span.
  var extents: [Int]
  /// Where along the vector loop each vector starts; empty where vectors run along the reduction.
  var vectors: [Int]

  /// Tile shapes for `loops`, innermost last, of at most `limit` points.
  static func shapes(_ loops: [Int], _ extents: [Int], limit: Int) -> [[Int: Int]] {
    guard let inner = loops.last else { return [[:]] }
    var choices: Set<Int> = [1]
    let extent = extents[inner]
    var count = min(limit, extent)
    while count > 1 {
      choices.insert(balanced(extent, count))
      count -= 1
    }
    var result: [[Int: Int]] = []
    for choice in choices.sorted(by: >).prefix(6) {
      let rest = Array(loops.dropLast())
      // Loops further out join only where this one is whole, or stands aside.
      if choice == extent || choice == 1 {
        for var shape in shapes(rest, extents, limit: limit / choice) {
          shape[inner] = choice
          result.append(shape)
        }
      } else {
        var shape = Dictionary(uniqueKeysWithValues: rest.map { ($0, 1) })
        shape[inner] = choice
        result.append(shape)
      }
    }
    return result
  }

  /// The least block with which `extent` is cut into as few pieces as with `limit`.
  static func balanced(_ extent: Int, _ limit: Int) -> Int {
    let pieces = (extent + limit - 1) / limit
    return (extent + pieces - 1) / pieces
  }

  /// Where vectors of `width` lanes stand so that they cover `extent` points.
  static func vectors(_ extent: Int, _ width: Int) -> [Int] {
    guard extent > width else { return [0] }
    return (0..<(extent + width - 1) / width).map { min($0 * width, extent - width) }
  }
}
