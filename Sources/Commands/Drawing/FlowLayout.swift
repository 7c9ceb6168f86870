/// Where the boxes of the flow stand, column by column, and the lanes by which lines pass the columns between.
///
/// A line that leads past columns has a place of its own in each of them, as a box has, so that it runs through none.
/// Source: the dummy vertices of Sugiyama, Tagawa & Toda 1981, "Methods for visual understanding of hierarchical
/// system structures".
struct FlowLayout {
  /// Between two boxes, a box and a lane, or two lanes, in pixels.
  private static let gap = 14.0

  /// The upper edge of each box.
  private(set) var tops: [Double]
  /// Of each box, the height of its lane in each column behind its own that a line of it passes. All lines of a box
  /// share one.
  private(set) var lanes: [[Double]]
  private(set) var bottom: Double

  /// - Parameters:
  ///   - depths: the column of each box.
  ///   - reads: the places of the boxes that each box reads, all in columns before its own.
  ///   - top: where the first box of a column may begin.
  init(depths: [Int], reads: [[Int]], heights: [Double], top: Double) {
    tops = [Double](repeating: top, count: depths.count)
    lanes = [[Double]](repeating: [], count: depths.count)
    bottom = top
    var reach = depths
    for (index, sources) in reads.enumerated() {
      for source in sources { reach[source] = max(reach[source], depths[index]) }
    }
    for column in 0..<((depths.max() ?? -1) + 1) {
      // Where the line of a box is as it comes to this column.
      func height(of source: Int) -> Double {
        let passed = column - depths[source] - 2
        return passed < 0 ? tops[source] + heights[source] / 2 : lanes[source][passed]
      }
      // Beside what is read, as far as those above leave room.
      var wanted: [(y: Double, index: Int)] = []
      for index in depths.indices {
        if depths[index] == column {
          let sources = reads[index].map { height(of: $0) }
          let mean = sources.reduce(0, +) / Double(max(1, sources.count))
          wanted.append((sources.isEmpty ? top : mean, index))
        } else if depths[index] < column, column < reach[index] {
          wanted.append((height(of: index), index))
        }
      }
      var free = top
      for (y, index) in wanted.sorted(by: { ($0.y, $0.index) < ($1.y, $1.index) }) {
        if depths[index] == column {
          tops[index] = max(free, y - heights[index] / 2)
          free = tops[index] + heights[index] + Self.gap
        } else {
          lanes[index].append(max(free, y))
          free = max(free, y) + Self.gap
        }
        bottom = max(bottom, free)
      }
    }
  }
}
