/// A chart on a page.
extension SVGChart {
  /// The chart above its title; on a narrow screen, which has no room for the names at the ends of lines, with a key below.
  ///
  /// - Parameter id: a name that nothing else on the page has.
  func figure(id: String) -> String {
    "<figure class=\"chart\">\(svg(id: id))<figcaption>\(HTML.text(title))\(key)</figcaption></figure>"
  }

  /// Each line's look and name, as the chart itself has them; nothing for a line alone, whose name is the title.
  private var key: String {
    guard series.count > 1 else { return "" }
    let entries = zip(series, strokes).map { line, stroke in
      "<span><svg class=\"sign\" width=\"32\" height=\"8\" aria-hidden=\"true\"><path d=\"M0 4h32\" "
        + "\(stroke)/></svg> \(HTML.text(line.name))</span>"
    }
    return "<span class=\"key\">\(entries.joined(separator: " "))</span>"
  }
}
