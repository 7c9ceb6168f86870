/// What lies below the lines of a chart: bands of what a line is the mean of, and lines without names.
extension SVGChart {
  /// `nil` of a line that is no mean.
  func band(of line: Series, _ color: String, _ axes: ChartAxes) -> String? {
    guard !line.band.isEmpty else { return nil }
    func edge(_ run: ArraySlice<(x: Double, y: Double)>, _ height: (Int) -> Double) -> [Point] {
      run.indices.map { index in
        let place = axes.place(x: line.points[index].x, y: height(index))
        return Point(place.x, place.y)
      }.thinnedToColumns(columnWidth)
    }
    // A mean may be one that can be drawn where its ends are not.
    let bounded = zip(line.points, line.band).map { point, ends -> (x: Double, y: Double) in
      let isShown = AxisRange.isShown(ends.low) && AxisRange.isShown(ends.high)
      return (x: point.x, y: isShown ? point.y : .nan)
    }
    let areas = Self.runs(of: bounded).map { run in
      let upper = edge(run) { line.band[$0].high }
      let lower = edge(run) { line.band[$0].low }
      return Self.path(upper + lower.reversed()) + "z"
    }
    guard !areas.isEmpty else { return nil }
    return "<path d=\"\(areas.joined())\" fill=\"\(color)\" opacity=\".18\"/>"
  }

  /// All in one path, which is nowhere darker where they cross; `nil` where there are none.
  func greyLines(_ axes: ChartAxes) -> String? {
    let paths = others.flatMap { line in
      Self.runs(of: line.points).map { run in
        Self.path(
          run.map { axes.place(x: $0.x, y: $0.y) }.map { Point($0.x, $0.y) }
            .thinnedToColumns(columnWidth))
      }
    }
    guard !paths.isEmpty else { return nil }
    return
      "<path d=\"\(paths.joined())\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1\" opacity=\".25\"/>"
  }

  private static func path(_ points: [Point]) -> String {
    points.enumerated().map { index, point in
      "\(index == 0 ? "M" : "L")\(number(point.x)) \(number(point.y))"
    }.joined()
  }
}
