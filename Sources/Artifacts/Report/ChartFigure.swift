/// A chart on a page.
extension SVGChart {
  /// The rows of a table of a chart's numbers.
  private static let mostRows = 20

  /// The chart above its title; on a narrow screen, which has no room for the names at the ends of lines, with a key below.
  /// Below one of many numbers some of them are folded, as a table.
  ///
  /// - Parameter id: a name that nothing else on the page has.
  func figure(id: String) -> String {
    "<figure class=\"chart\">\(ScrollBox.html(svg(id: id), label: title))"
      + "<figcaption>\(HTML.text(title))\(key)</figcaption></figure>\(numbers)"
  }

  /// Each line's look and name, as the chart itself has them; nothing for a line alone, whose name is the title.
  private var key: String {
    guard series.count > 1 else { return "" }
    let entries = zip(series, looks).map { line, look in
      "<span><svg class=\"sign\" width=\"32\" height=\"12\" aria-hidden=\"true\"><path d=\"M0 6h32\" "
        + "\(look.stroke)/>\(look.signs(at: [Point(16, 6)]) ?? "")</svg> \(HTML.text(line.name))</span>"
    }
    // The blank is for a reader without the style sheet, whose key follows the title.
    return " <span class=\"key\">\(entries.joined(separator: " "))</span>"
  }

  /// Numbers of a chart that has more than it tells to a pointer: at some steps, evenly, and where each line is lowest and
  /// highest. Nothing of any other chart.
  private var numbers: String {
    guard !isBrief, let longest = series.max(by: { $0.points.count < $1.points.count }),
      longest.points.count > Self.mostTold
    else { return "" }
    let places = Self.evenly(longest.points.count, most: Self.mostRows)
    var rows = places.map { place -> [String] in
      let step = longest.points[place].x
      let values = series.map { line -> String in
        line.points.last { $0.x <= step }.map { Ticks.short($0.y) } ?? ""
      }
      return [Self.place(step)] + values
    }
    for isLowest in [true, false] {
      let ends = series.map { line -> String in
        let shown = line.points.filter { AxisRange.isShown($0.y) }
        let found = shown.max { isLowest ? $0.y > $1.y : $0.y < $1.y }
        return found.map { "\(Ticks.short($0.y)) at \(Self.place($0.x))" } ?? ""
      }
      rows.append([isLowest ? "lowest" : "highest"] + ends)
    }
    let table = OverviewPage.Table(
      caption: "\(title): \(places.count) of \(longest.points.count) numbers; "
        + "of a line without one at a step, the one before",
      titles: [xLabel] + series.map(\.name), rows: rows.map { $0.map { OverviewPage.Cell($0) } })
    return "\n<details><summary>Numbers of \(HTML.text(title))</summary>\(table.html)</details>"
  }
}
