/// Where the boxes of the flow stand, row below row, and the lanes by which lines pass the rows between.
///
/// A line that leads past rows has a place of its own in each of them, as a box has, so that it runs through none.
/// Source: the dummy vertices of Sugiyama, Tagawa & Toda 1981, "Methods for visual understanding of hierarchical
/// system structures".
struct FlowLayout {
  /// Between two boxes, a box and a lane, or two lanes, in pixels.
  private static let gap = 14.0

  /// The row of each box.
  let rows: [Int]
  /// The left edge of each box.
  private(set) var lefts: [Double]
  /// Of each box, where its lane is in each row below its own that a line of it passes. All lines of a box share one.
  private(set) var lanes: [[Double]]
  /// The right edge of what stands furthest to the right.
  private(set) var right: Double

  /// - Parameters:
  ///   - depths: how many boxes stand before each box on the longest way.
  ///   - reads: the places of the boxes that each box reads, all of lower depths.
  ///   - width: that of each box.
  ///   - edges: between which boxes and lanes stand. What finds no room beside the lanes has a row of its own.
  init(depths: [Int], reads: [[Int]], width: Double, within edges: ClosedRange<Double>) {
    let room = edges.upperBound - edges.lowerBound
    let rows = Self.rows(depths, reads) { lanes in
      max(1, Int((room - Double(lanes - 1) * Self.gap) / (width + Self.gap)))
    }
    self.rows = rows
    lefts = [Double](repeating: edges.lowerBound, count: rows.count)
    lanes = [[Double]](repeating: [], count: rows.count)
    right = edges.lowerBound
    let reach = Self.reach(of: rows, reads)
    for row in 0..<((rows.max() ?? -1) + 1) {
      // Where the line of a box is as it comes to this row.
      func place(of source: Int) -> Double {
        let passed = row - rows[source] - 2
        return passed < 0 ? lefts[source] + width / 2 : lanes[source][passed]
      }
      var wanted: [(middle: Double, index: Int)] = []
      for index in rows.indices {
        if rows[index] == row {
          let sources = reads[index].map { place(of: $0) }
          let mean = sources.reduce(0, +) / Double(max(1, sources.count))
          wanted.append((sources.isEmpty ? edges.lowerBound : mean, index))
        } else if rows[index] < row, row < reach[index] {
          wanted.append((place(of: index), index))
        }
      }
      wanted.sort { ($0.middle, $0.index) < ($1.middle, $1.index) }
      let widths = wanted.map { rows[$0.index] == row ? width : 0 }
      // Below what is read, as far as those on the left leave room; then back from the right edge.
      var places: [Double] = []
      var free = edges.lowerBound
      for (item, width) in zip(wanted, widths) {
        let place = max(free, item.middle - width / 2)
        places.append(place)
        free = place + width + Self.gap
      }
      let whole = widths.reduce(0, +) + Double(widths.count - 1) * Self.gap
      var end = max(edges.upperBound, edges.lowerBound + whole)
      for place in places.indices.reversed() {
        places[place] = min(places[place], end - widths[place])
        end = places[place] - Self.gap
      }
      for (item, (place, width)) in zip(wanted, zip(places, widths)) {
        if rows[item.index] == row {
          lefts[item.index] = place
        } else {
          lanes[item.index].append(place)
        }
        right = max(right, place + width)
      }
    }
  }

  /// The row of each box: those of one depth, of which as many stand beside each other as there is room for.
  ///
  /// - Parameter most: how many boxes have room beside so many lanes.
  private static func rows(_ depths: [Int], _ reads: [[Int]], most: (Int) -> Int) -> [Int] {
    let reach = Self.reach(of: depths, reads)
    var rows = depths
    var row = 0
    for depth in Set(depths).sorted() {
      // What nothing reads comes first, so that lines from the others are short.
      let boxes = depths.indices.filter { depths[$0] == depth }
        .sorted { (reach[$0], $0) < (reach[$1], $1) }
      var count = 1
      let passing = depths.indices.filter { depths[$0] < depth && reach[$0] > depth }
      if boxes.count > most(passing.count) {
        // Between several rows, the lines to these boxes and from them need lanes too.
        let lanes = depths.indices.filter {
          depths[$0] < depth && reach[$0] >= depth || depths[$0] == depth && reach[$0] > depth
        }
        count = (boxes.count + most(lanes.count) - 1) / most(lanes.count)
      }
      let beside = (boxes.count + count - 1) / count
      for (place, index) in boxes.enumerated() { rows[index] = row + place / beside }
      row += (boxes.count + beside - 1) / beside
    }
    return rows
  }

  /// Of each box, the depth or row of the last box that reads it; its own where none does.
  private static func reach(of places: [Int], _ reads: [[Int]]) -> [Int] {
    var reach = places
    for (index, sources) in reads.enumerated() {
      for source in sources { reach[source] = max(reach[source], places[index]) }
    }
    return reach
  }
}
