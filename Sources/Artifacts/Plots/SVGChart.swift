import Foundation

/// Lines over an axis of steps as one `<svg>` for a page: readable without colours, by a screen reader and in the dark.
///
/// Text and axes take the page's own colour. Lines have colours that the colour-blind can tell apart, those of plots,
/// dashes, their names at their ends, and marks where dashes do not tell them apart.
public struct SVGChart: Sendable {
  public struct Series: Sendable {
    public let name: String
    /// Ascending x; where y is not finite, the line has a gap.
    public let points: [(x: Double, y: Double)]
    /// From where to where that goes which the line is the mean of, at each of its points; empty of a line that is none.
    public let band: [(low: Double, high: Double)]
    /// Whether more is better, so that its highest point is told in words; else its lowest is.
    public let isMaximized: Bool

    /// - Precondition: the band has no end, or one for each point.
    public init(
      _ name: String, _ points: [(x: Double, y: Double)], band: [(low: Double, high: Double)] = [],
      isMaximized: Bool = false
    ) {
      precondition(band.isEmpty || band.count == points.count)
      self.name = name
      self.points = points
      self.band = band
      self.isMaximized = isMaximized
    }

    /// All that an axis has to show of it.
    var heights: [Double] { points.map(\.y) + band.map(\.low) + band.map(\.high) }
  }

  public let title: String
  public let xLabel: String
  /// What the numbers are of, above their axis; nothing where names at the ends of lines tell it.
  public let yLabel: String
  public let series: [Series]
  /// Lines below these, grey and without their names.
  public let others: [Series]
  /// A second line of marks below the first, such as epochs below steps.
  public let secondMarks: [(x: Double, label: String)]
  /// Where what the lines are of was interrupted and went on, ascending; ticks on the axis show it.
  public let resumes: [Int]

  /// Whether it takes few bytes, for a page of many: its lines have fewer points, which tell nothing to a pointer.
  var isBrief = false

  /// As long as a line's name is shown at its end.
  private static let longestName = 32
  /// The same of what stands above the vertical axis, which has more room.
  private static let longestTitle = 60
  /// From one name at the ends of lines to the next.
  private static let labelHeight = 17.0
  /// As wide as a letter of a name is in most fonts, in pixels.
  private static let letterWidth = 7.6
  /// The same of the second line of marks.
  private static let smallLetterWidth = 6.4

  static let height = 320.0
  static let plot = (left: 64.0, right: 640.0, top: 16.0, bottom: 250.0)
  /// The first of other plots, which have a contrast of 3 to 1 with the dark as well, then that of the text.
  static let colors = (0..<6).map { Color.ofClass($0).code } + ["currentColor"]
  static let dashes = ["", "8 3", "2 3", "10 3 2 3", "5 5", "14 4", "1 4"]

  /// - Parameter yLabel: what the numbers are of; of a line alone by default its name.
  public init(
    title: String, xLabel: String, yLabel: String? = nil, series: [Series], others: [Series] = [],
    secondMarks: [(x: Double, label: String)] = [], resumes: [Int] = []
  ) {
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel ?? (series.count == 1 && others.isEmpty ? series[0].name : "")
    self.series = series
    self.others = others
    self.secondMarks = secondMarks
    self.resumes = resumes
  }

  /// Wide enough for the names at the ends of its lines.
  var width: Double {
    Self.width(letters: series.map(\.name.count).max() ?? 0)
  }

  /// As wide as one with the longest names.
  static var widest: Double { width(letters: longestName) }

  private static func width(letters: Int) -> Double {
    max(800, (plot.right + 38 + Double(min(letters, longestName)) * letterWidth).rounded(.up))
  }

  /// Whether its vertical axis counts powers of ten.
  public var isLogarithmic: Bool {
    Self.isLogarithmic((series + others).map(\.heights))
  }

  /// Whether the axis of these lines counts powers of ten: their numbers are all above nought and more than three powers apart,
  /// and at least half of a line is far below the highest. Of what is high and ends near nought, as half a cosine, powers show
  /// a cliff.
  public static func isLogarithmic(_ lines: some Sequence<[Double]>) -> Bool {
    let lines = lines.map { $0.filter(AxisRange.isShown).sorted() }.filter { !$0.isEmpty }
    let (low, high) = (lines.map { $0[0] }.min() ?? 0, lines.map { $0[$0.count - 1] }.max() ?? 0)
    return low > 0 && high / low > 1000 && lines.contains { 20 * $0[$0.count / 2] < high }
  }

  /// - Parameter id: a name that nothing else on the page has.
  public func svg(id: String) -> String {
    let (left, right, top, bottom) = Self.plot
    let axes = self.axes
    var parts = [
      """
      <svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="\(id)-t \(id)-d" \
      viewBox="0 0 \(Int(width)) \(Int(Self.height))" width="\(Int(width))" \
      height="\(Int(Self.height))" font-family="sans-serif" font-size="13" fill="currentColor">
      """,
      "<title id=\"\(id)-t\">\(HTML.text(title))</title>",
      "<desc id=\"\(id)-d\">\(HTML.text(summary))</desc>",
    ]
    for mark in axes.yMarks {
      let y = Self.number(axes.place(x: 0, y: mark.value).y)
      parts.append(
        "<path d=\"M\(Self.number(left)) \(y)H\(Self.number(right))\" stroke=\"currentColor\" opacity=\".15\"/>"
          + "<text x=\"\(Self.number(left - 8))\" y=\"\(y)\" dy=\".35em\" text-anchor=\"end\">\(mark.label)</text>"
      )
    }
    for mark in axes.xMarks {
      let x = Self.number(axes.place(x: mark.value, y: 1).x)
      parts.append(
        "<path d=\"M\(x) \(Self.number(bottom))v5\" stroke=\"currentColor\"/>"
          + "<text x=\"\(x)\" y=\"\(Self.number(bottom + 19))\" text-anchor=\"middle\">\(mark.label)</text>"
      )
    }
    for mark in shownSecondMarks(axes) {
      parts.append(
        "<text x=\"\(Self.number(mark.x))\" y=\"\(Self.number(bottom + 36))\" "
          + "text-anchor=\"middle\" font-size=\"11\">\(HTML.text(mark.label))</text>")
    }
    parts.append(
      "<path d=\"M\(Self.number(left)) \(Self.number(top))V\(Self.number(bottom))H\(Self.number(right))\" "
        + "fill=\"none\" stroke=\"currentColor\"/>"
        + "<text x=\"\(Self.number((left + right) / 2))\" y=\"\(Self.number(bottom + 58))\" "
        + "text-anchor=\"middle\">\(HTML.text(xLabel + (axes.isLogarithmic ? "; logarithmic axis" : "")))</text>"
    )
    if !yLabel.isEmpty {
      parts.append(
        "<text x=\"\(Self.number(left))\" y=\"\(Self.number(top - 5))\">"
          + "\(HTML.text(Font.shortened(yLabel, to: Self.longestTitle)))</text>")
    }
    parts += resumeTicks(axes)
    let drawn = self.drawn(axes)
    let looks = styles(drawn)
    parts += [greyLines(axes)].compactMap(\.self)
    parts += zip(series, looks).compactMap { line, look in band(of: line, look.color, axes) }
    for (index, line) in series.enumerated() {
      parts.append(self.line(line, drawn[index], looks[index], axes))
    }
    for (index, look) in looks.enumerated() {
      let signs = look.signs(at: Mark.places(on: drawn[index], line: index, every: 72))
      if let signs { parts.append(signs) }
    }
    parts.append(endLabels(axes, looks))
    return parts.joined(separator: "\n") + "\n</svg>"
  }

  /// The second line of marks and where they stand. Of those that would meet, as the last of a whole epoch and of one that steps
  /// cut off, the later one is written.
  private func shownSecondMarks(_ axes: ChartAxes) -> [(x: Double, label: String)] {
    var shown: [(x: Double, label: String)] = []
    var end = Double.infinity
    for mark in secondMarks.reversed() where axes.holds(x: mark.x) {
      let x = axes.place(x: mark.x, y: 1).x
      let half = Double(mark.label.count) * Self.smallLetterWidth / 2
      guard x + half <= end else { continue }
      end = x - half
      shown.append((x: x, label: mark.label))
    }
    return shown.reversed()
  }

  /// What the chart shows, in words.
  var summary: String {
    let lines = series.map { line -> String in
      let finite = line.points.filter { AxisRange.isShown($0.y) }
      guard let first = finite.first, let last = finite.last,
        let best = finite.min(by: { line.isMaximized ? $0.y > $1.y : $0.y < $1.y })
      else { return "\(line.name) has no finite number." }
      let gaps = line.points.count - finite.count
      let edge = line.band.last { AxisRange.isShown($0.low) && AxisRange.isShown($0.high) }
      let spread = edge.map {
        "; it is the mean of what ends between \(Ticks.short($0.low)) and \(Ticks.short($0.high))"
      }
      return
        "\(line.name) goes from \(Ticks.short(first.y)) to \(Ticks.short(last.y)); its "
        + "\(line.isMaximized ? "highest" : "lowest") is "
        + "\(Ticks.short(best.y)) at \(xLabel) \(Self.place(best.x))\(spread ?? "")"
        + (gaps > 0 ? "; numbers that are not finite: \(gaps)." : ".")
    }
    let rest = others.isEmpty ? [] : ["Grey lines without a name: \(others.count)."]
    return (lines + rest + [resumption].compactMap(\.self)).joined(separator: " ")
  }

  private var axes: ChartAxes {
    ChartAxes(series: series + others)
  }

  /// Each line's stretches without gaps, where they are drawn.
  private func drawn(_ axes: ChartAxes) -> [[[Point]]] {
    series.map { line in
      Self.runs(of: line.points).map { run in
        run.map { axes.place(x: $0.x, y: $0.y) }.map { Point($0.x, $0.y) }
          .thinnedToColumns(columnWidth)
      }
    }
  }

  /// How a line is drawn; no two of a chart are drawn alike, also without their colours.
  struct Look {
    let color: String
    let isThin: Bool
    let dash: String
    let mark: Mark?

    /// Colour, width and dashes.
    var stroke: String {
      "stroke=\"\(color)\" stroke-width=\"\(isThin ? "1.2" : "2")\" "
        + "stroke-dasharray=\"\(isThin || dash.isEmpty ? "none" : dash)\""
    }

    /// Its mark at these places; `nil` where it has none.
    func signs(at places: [Point]) -> String? {
      guard let mark, !places.isEmpty else { return nil }
      let shapes = places.flatMap { mark.centres($0, radius: 4) }.map { centre in
        let corners = mark.corners(around: centre, radius: 4).map {
          "\(SVGChart.number($0.x)) \(SVGChart.number($0.y))"
        }
        return "M" + corners.joined(separator: "L") + "z"
      }
      let paint =
        mark.isHollow
        ? "fill=\"none\" stroke=\"\(color)\" stroke-width=\"1.5\"" : "fill=\"\(color)\""
      return "<path d=\"\(shapes.joined())\" \(paint)/>"
    }
  }

  var looks: [Look] { styles(drawn(axes)) }

  private func styles(_ drawn: [[[Point]]]) -> [Look] {
    let areSpiky = drawn.enumerated().map { index, runs in
      index > 0 && Spikes.areMany(in: runs)
    }
    let marks = Mark.ofLines(areSpiky: areSpiky, dashes: Self.dashes.count)
    return zip(areSpiky, marks).enumerated().map { index, line in
      Look(
        color: Self.colors[index % Self.colors.count], isThin: line.0, dash: Self.dash(index),
        mark: line.1)
    }
  }

  private func line(
    _ line: Series, _ runs: [[Point]], _ look: Look, _ axes: ChartAxes
  ) -> String {
    var path = ""
    var gaps: Set<Int> = []
    var gapMarks = ""
    var dots = ""
    for points in runs {
      for (position, point) in points.enumerated() {
        path += "\(position == 0 ? "M" : "L")\(Self.number(point.x)) \(Self.number(point.y))"
      }
      // A dot, where one number stands between gaps, or alone after the first epoch.
      if points.count == 1 {
        path += "h.1"
        dots +=
          "<circle cx=\"\(Self.number(points[0].x))\" cy=\"\(Self.number(points[0].y))\" r=\"3\" fill=\"\(look.color)\"/>"
      }
    }
    for point in line.points where !AxisRange.isShown(point.y) {
      let place = axes.place(x: point.x, y: 1)
      guard gaps.insert(Int(place.x)).inserted else { continue }
      gapMarks +=
        "<text x=\"\(Self.number(place.x))\" y=\"\(Self.number(Self.plot.bottom - 3))\" "
        + "text-anchor=\"middle\">×<title>\(HTML.text(line.name)) is \(Ticks.short(point.y)) at "
        + "\(HTML.text(xLabel)) \(Self.place(point.x))</title></text>"
    }
    let drawn =
      path.isEmpty
      ? ""
      : "<path d=\"\(path)\" fill=\"none\" stroke-linecap=\"round\" stroke-linejoin=\"round\" \(look.stroke)/>"
    return drawn + dots + gapMarks + hovers(line, axes)
  }

  /// The names at the ends of the lines, moved apart where they would meet.
  private func endLabels(_ axes: ChartAxes, _ looks: [Look]) -> String {
    let ends = series.enumerated().map { index, line in
      (
        index,
        line.points.last { AxisRange.isShown($0.y) }.map { axes.place(x: $0.x, y: $0.y).y }
          ?? Self.plot.bottom
      )
    }.sorted { ($0.1, $0.0) < ($1.1, $1.0) }
    var heights: [Double] = []
    for (_, wanted) in ends {
      heights.append(max(wanted, heights.last.map { $0 + Self.labelHeight } ?? Self.plot.top))
    }
    // Below the plot are the marks of its axis: there they stand only if there is no room above.
    var lowest = max(
      Self.plot.bottom, Self.plot.top + Double(ends.count - 1) * Self.labelHeight)
    for place in heights.indices.reversed() {
      heights[place] = min(heights[place], lowest)
      lowest = heights[place] - Self.labelHeight
    }
    var labels = ""
    for ((index, _), y) in zip(ends, heights) {
      let x = Self.plot.right + 8
      labels +=
        "<path d=\"M\(Self.number(x)) \(Self.number(y))h24\" fill=\"none\" \(looks[index].stroke)/>"
        + (looks[index].signs(at: [Point(x + 12, y)]) ?? "")
        + "<text x=\"\(Self.number(x + 30))\" y=\"\(Self.number(y))\" dy=\".35em\">"
        + "\(HTML.text(Font.shortened(series[index].name, to: Self.longestName)))</text>\n"
    }
    return labels
  }

  /// Colours and dashes do not turn together, so that seven times seven lines differ in one of them.
  private static func dash(_ index: Int) -> String {
    dashes[(index + index / colors.count) % dashes.count]
  }

  /// The stretches without gaps.
  static func runs(of points: [(x: Double, y: Double)]) -> [ArraySlice<
    (x: Double, y: Double)
  >] {
    points.split { !AxisRange.isShown($0.y) }
  }

  /// A coordinate to one decimal; finite, and of a size that a page may have.
  package static func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0
      ? "\(tenths / 10)" : "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
  }
}
