import Diagnostics
import Foundation

/// Several series of numbers as lines over an index, or over numbers of their own.
public struct LinePlot: Sendable {
  /// One line.
  public struct Series: Sendable {
    public var name: String
    /// The height at every index; a gap where it is not finite.
    public var values: [Double]

    public init(_ name: String, _ values: [Double]) {
      self.name = name
      self.values = values
    }
  }

  /// The filled area between two lines, by their places in `series`.
  public struct Fill: Sendable {
    public var first: Int
    public var second: Int
    public var name: String

    public init(between first: Int, and second: Int, name: String) {
      self.first = first
      self.second = second
      self.name = name
    }
  }

  public var labels: PlotLabels
  public var series: [Series]
  /// What stands below the values, ascending; the index from 0 where it is absent.
  public var x: [Double]?
  public var fills: [Fill]
  /// Whether `x` counts steps: its axis begins at 0, unless they began late, and no part of one is marked.
  public var countsSteps = false
  /// Whether the vertical axis counts powers of ten; what is not above 0 is a gap.
  public var isLogarithmic = false
  /// Whether lines and fills are named beside the plot.
  public var hasLegend = true
  /// Margins that it has at least.
  var leastMargins = PlotMargins()
  /// Whether axes reach to whole steps, so that plots of many moments have the same ones.
  public var roundsAxes = false
  /// The axes of the moment before, which stay where the numbers allow it and axes are rounded.
  public var earlier: PlotAxes?
  /// From where to where the axes go; `nil` as far as the numbers do. What lies outside is left out.
  public var xLimits: ClosedRange<Double>?
  public var yLimits: ClosedRange<Double>?
  public var height = 560
  public var width = 1000

  public init(labels: PlotLabels, series: [Series], x: [Double]? = nil, fills: [Fill] = []) {
    self.labels = labels
    self.series = series
    self.x = x
    self.fills = fills
  }

  /// The plot as a picture.
  ///
  /// - Throws: where `x` has not as many numbers as the longest series or does not ascend, or a fill names
  ///   a line that is not there.
  public func render() throws -> Picture { try draw().picture }

  /// The plot as a picture and as shapes; throws as ``render()``.
  public func draw() throws -> DrawnPlot {
    let x = try places()
    var frame = emptyFrame(x)
    let (series, looks) = (heights, looks(x))
    for fill in fills {
      draw(series[fill.first], series[fill.second], over: x, in: &frame)
    }
    let lines = series.map { values in
      runs(of: values).map { run in run.map { frame.place(x[$0], values[$0]) } }
    }
    for (line, look) in zip(lines, looks) {
      for points in line {
        if let only = points.first, points.count == 1 {
          // Whole, also where it stands at the end of an axis.
          guard !hasLimits || frame.box.contains(only) else { continue }
          frame.canvas.disc(only, radius: 4, look.color, within: frame.canvas.bounds)
        } else {
          frame.canvas.line(
            thinned(points), width: look.width, look.color, dash: look.dash, within: frame.box)
        }
      }
    }
    for (index, look) in looks.enumerated() {
      guard let mark = look.mark else { continue }
      let places = Mark.places(
        on: lines[index], line: index, every: 110,
        within: hasLimits ? frame.box.left...frame.box.right : nil)
      for place in places
      where !hasLimits || frame.box.contains(place) {
        frame.canvas.mark(mark, at: place, radius: 5, look.color, within: frame.canvas.bounds)
      }
    }
    let (across, up) = ranges(x)
    return DrawnPlot(frame.canvas, axes: PlotAxes(x: across, y: up))
  }

  /// Plots below one another, their axes from the same place to the same place.
  ///
  /// - Throws: as ``render()``.
  public static func aligned(_ plots: [LinePlot]) throws -> [LinePlot] {
    let margins = try plots.map { try $0.emptyFrame($0.places()).margins }
    let least = margins.reduce(PlotMargins()) { $0.union($1) }
    return plots.map { plot in
      var plot = plot
      plot.leastMargins = least
      return plot
    }
  }

  private var hasLimits: Bool { xLimits != nil || yLimits != nil }

  /// What is drawn of each line's values.
  private var heights: [[Double]] {
    series.map { line in
      guard isLogarithmic else { return line.values }
      return line.values.map { $0 > 0 ? log10($0) : .nan }
    }
  }

  /// What stands below the values; throws as ``render()``.
  private func places() throws -> [Double] {
    let count = series.map(\.values.count).max() ?? 0
    let x = x ?? (0..<count).map(Double.init)
    guard x.count >= count, x.allSatisfy(AxisRange.isShown),
      zip(x, x.dropFirst()).allSatisfy({ $0 <= $1 })
    else {
      throw Diagnostic(
        "a plot of lines needs \(count) ascending numbers below them", at: nil)
    }
    for fill in fills
    where !series.indices.contains(fill.first) || !series.indices.contains(fill.second) {
      throw Diagnostic(
        "the fill '\(fill.name)' names a line that the plot does not have", at: nil)
    }
    return x
  }

  /// All but the data.
  private func emptyFrame(_ x: [Double]) -> PlotFrame {
    let lines = zip(series, looks(x)).map { series, look in
      LegendEntry(
        name: Font.shortened(series.name, to: 22), color: look.color,
        sign: .line(dash: look.dash, width: look.isThin ? look.width : 3, mark: look.mark))
    }
    let areas = fills.map {
      LegendEntry(
        name: Font.shortened($0.name, to: 22), color: Color.white.mixed(with: fillColor, 0.35),
        sign: .area)
    }
    let (across, up) = ranges(x)
    return PlotFrame(
      height: height, width: width, labels: labels,
      x: across, y: up, legend: hasLegend ? lines + areas : [],
      marks: PlotMarks(
        hasWholeX: countsSteps || self.x == nil, hasPowersOfTen: isLogarithmic),
      least: leastMargins)
  }

  private func ranges(_ x: [Double]) -> (x: AxisRange, y: AxisRange) {
    let shown = x.prefix(series.map(\.values.count).max() ?? 0)
    let up = AxisRange(of: heights.joined(), margin: roundsAxes ? 0.02 : 0.05)
    let across = countsSteps ? AxisRange(ofSteps: shown) : AxisRange(of: shown, margin: 0)
    return (
      xLimits.map { AxisRange($0) } ?? across,
      yLimits.map { AxisRange($0) } ?? (roundsAxes ? up.rounded(keeping: earlier?.y) : up)
    )
  }

  /// How a line is drawn; no two of a plot are drawn alike, also without their colours.
  struct Look: Equatable {
    let color: Color
    let dash: [Double]
    /// Whether it has many spikes: dashes would hide them.
    let isThin: Bool
    let mark: Mark?

    var width: Double { isThin ? 1.5 : 2.5 }
  }

  /// How each line is drawn.
  func looks(_ x: [Double]) -> [Look] {
    let (across, up) = ranges(x)
    let areSpiky = heights.enumerated().map { index, values in
      let points = runs(of: values).map { run in
        run.map { place in
          Point(
            x[place] / across.span * Double(width), values[place] / up.span * Double(height))
        }
      }
      return index > 0 && Spikes.areMany(in: points)
    }
    let marks = Mark.ofLines(areSpiky: areSpiky, dashes: Color.dashCount)
    return zip(areSpiky, marks).enumerated().map { index, line in
      Look(
        color: .ofClass(index % 10), dash: line.0 ? [] : Color.dash(index), isThin: line.0,
        mark: line.1)
    }
  }

  private var fillColor: Color { Color(0xE8743B) }

  private func draw(
    _ first: [Double], _ second: [Double], over x: [Double], in frame: inout PlotFrame
  ) {
    let differences = zip(first, second).map { $0 - $1 }
    for run in runs(of: differences) {
      frame.canvas.area(
        between: run.map { frame.place(x[$0], first[$0]) },
        and: run.map { frame.place(x[$0], second[$0]) }, fillColor, opacity: 0.35,
        within: frame.box)
    }
  }

  /// The stretches without gaps.
  private func runs(of values: [Double]) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    for index in values.indices where AxisRange.isShown(values[index]) {
      if let last = runs.last, last.upperBound == index {
        runs[runs.count - 1] = last.lowerBound..<index + 1
      } else {
        runs.append(index..<index + 1)
      }
    }
    return runs
  }

  /// The same line, with fewer points where it has more than its columns show.
  private func thinned(_ points: [Point]) -> [Point] {
    points.count > 4 * width ? points.thinnedToColumns() : points
  }
}
