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
    let entries = zip(series, looks).map { line, look in
      "<span><svg class=\"sign\" width=\"32\" height=\"12\" aria-hidden=\"true\"><path d=\"M0 6h32\" "
        + "\(look.stroke)/>\(look.signs(at: [Point(16, 6)]) ?? "")</svg> \(HTML.text(line.name))</span>"
    }
    // The blank is for a reader without the style sheet, whose key follows the title.
    return " <span class=\"key\">\(entries.joined(separator: " "))</span>"
  }
}
