import Foundation

/// What a chart tells of its numbers beside its lines.
extension SVGChart {
  /// The most points of a line that tell their number: more are too close to be met.
  static let mostTold = 60
  /// The width of a column of pixels in which a line has at most four points.
  var columnWidth: Double { isBrief ? 16 : 1 }

  /// Invisible discs that tell their number to a pointer.
  func hovers(_ line: Series, _ axes: ChartAxes) -> String {
    guard !isBrief else { return "" }
    return Self.told(line.points.filter { AxisRange.isShown($0.y) }).map { point in
      let place = axes.place(x: point.x, y: point.y)
      return
        "<circle cx=\"\(Self.number(place.x))\" cy=\"\(Self.number(place.y))\" r=\"6\" opacity=\"0\">"
        + "<title>\(HTML.text(line.name)) \(Ticks.short(point.y)) at \(HTML.text(xLabel)) "
        + "\(Self.place(point.x))</title></circle>"
    }.joined()
  }

  /// All points of a short line; of a longer one some, evenly, the last among them, and the lowest and the highest.
  static func told(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    guard points.count > mostTold,
      let lowest = points.indices.min(by: { points[$0].y < points[$1].y }),
      let highest = points.indices.max(by: { points[$0].y < points[$1].y })
    else { return points }
    let chosen = evenly(points.count, most: mostTold - 2)
    return Set(chosen + [lowest, highest]).sorted().map { points[$0] }
  }

  /// A place on the horizontal axis: a step with all of its digits.
  static func place(_ x: Double) -> String { String(format: "%.10g", x) }

  /// At most so many of the places of a list, evenly, the last among them.
  static func evenly(_ count: Int, most: Int) -> [Int] {
    let stride = max(1, (count + most - 1) / most)
    return (0..<count).filter { (count - 1 - $0) % stride == 0 }
  }
}
