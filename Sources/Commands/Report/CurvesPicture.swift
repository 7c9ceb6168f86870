import Artifacts

/// `plots/losses.png` and `.svg`: the curves of a run's log, a panel for each chart of its report.
struct CurvesPicture {
  /// More panels are left to the report.
  private static let mostPanels = 6
  private static let panelHeight = 360
  private static let width = 1000

  private let panels: [LinePlot]

  /// - Parameter footer: what the curves are of.
  init(_ curves: MetricCurves, footer: String) {
    let charts = curves.charts.prefix(Self.mostPanels)
    let ends = charts.flatMap(\.series).flatMap { series in
      [series.points.first, series.points.last].compactMap { $0?.x }
    }
    panels = charts.enumerated().map { index, chart in
      Self.panel(
        chart, footer: index == charts.count - 1 ? footer : "",
        ends: [ends.min(), ends.max()].compactMap(\.self))
    }
  }

  /// The panels below each other; `nil` where there are none.
  func drawn() throws -> DrawnPlot? {
    try DrawnPlot(stacked: LinePlot.aligned(panels).map { try $0.draw() })
  }

  /// - Parameter ends: the first and the last step of all panels, which each of them shows.
  private static func panel(_ chart: SVGChart, footer: String, ends: [Double]) -> LinePlot {
    let x = Set(chart.series.flatMap { $0.points.map(\.x) } + ends).sorted()
    var plot = LinePlot(
      labels: PlotLabels(title: chart.title, x: chart.xLabel, y: chart.yLabel, footer: footer),
      series: chart.series.map { LinePlot.Series($0.name, values(of: $0, at: x)) }, x: x)
    plot.isLogarithmic = chart.isLogarithmic
    if plot.isLogarithmic {
      plot.labels.y = [chart.yLabel, "logarithmic"].filter { !$0.isEmpty }.joined(separator: ", ")
    }
    plot.countsSteps = true
    // Its title is its name.
    plot.hasLegend = chart.series.count > 1
    (plot.height, plot.width) = (panelHeight, width)
    return plot
  }

  /// A line's heights at all places of its panel: between two of its own numbers on the line that joins them.
  private static func values(of series: SVGChart.Series, at x: [Double]) -> [Double] {
    var values: [Double] = []
    var next = 0
    for place in x {
      while next < series.points.count, series.points[next].x < place { next += 1 }
      guard next < series.points.count else {
        values.append(.nan)
        continue
      }
      let point = series.points[next]
      if point.x == place {
        values.append(point.y)
      } else if next > 0 {
        let before = series.points[next - 1]
        values.append(
          before.y + (point.y - before.y) * (place - before.x) / (point.x - before.x))
      } else {
        values.append(.nan)
      }
    }
    return values
  }
}
