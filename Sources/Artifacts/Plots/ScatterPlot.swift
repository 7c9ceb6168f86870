import Diagnostics

/// Points in the plane, coloured by class or by a number.
public struct ScatterPlot: Sendable {
  /// What a point's colour means.
  public enum Coloring: Sendable {
    case none
    /// The class of each point; classes are named by `names`, or by their numbers.
    case classes([Int], names: [String])
    /// A number for each point, shown by a colour bar.
    case values([Double], label: String)
  }

  public var labels: PlotLabels
  public var x: [Double]
  public var y: [Double]
  public var coloring: Coloring
  public var height = 640
  public var width = 860

  public init(labels: PlotLabels, x: [Double], y: [Double], coloring: Coloring = .none) {
    self.labels = labels
    self.x = x
    self.y = y
    self.coloring = coloring
  }

  /// The plot as a picture; points that are not finite are left out.
  ///
  /// - Throws: where there are not as many x, y and colours.
  public func render() throws -> Picture {
    let colors = try colors()
    let shown = x.indices.filter {
      AxisRange.isShown(x[$0]) && AxisRange.isShown(y[$0]) && colors.ofPoint($0) != nil
    }
    var frame = PlotFrame(
      height: height, width: width, labels: labels,
      x: AxisRange(of: shown.lazy.map { x[$0] }, margin: 0.04),
      y: AxisRange(of: shown.lazy.map { y[$0] }, margin: 0.04), legend: colors.legend,
      colorBar: colors.bar)
    // Many points are drawn small and thin, so that their density is seen.
    let radius = shown.count > 5_000 ? 2.0 : shown.count > 500 ? 3.0 : 4.0
    let opacity = shown.count > 5_000 ? 0.5 : 0.75
    for index in shown {
      guard let color = colors.ofPoint(index) else { continue }
      frame.canvas.disc(
        frame.place(x[index], y[index]), radius: radius, color, opacity: opacity, within: frame.box)
    }
    return frame.canvas.picture
  }

  private struct Colors {
    var legend: [LegendEntry] = []
    var bar: (range: AxisRange, label: String)?
    var ofPoint: (Int) -> Color?
  }

  private func colors() throws -> Colors {
    guard x.count == y.count else {
      throw Diagnostic("a scatter of \(x.count) x and \(y.count) y", at: nil)
    }
    func check(_ count: Int) throws {
      guard count == x.count else {
        throw Diagnostic("a scatter of \(x.count) points has \(count) colors", at: nil)
      }
    }
    switch coloring {
    case .none: return Colors { _ in .ofClass(0) }
    case .classes(let classes, let names):
      try check(classes.count)
      let found = Set(classes).sorted()
      // Beyond twenty, colours repeat and a legend says nothing.
      let legend = found.prefix(20).map { index in
        LegendEntry(
          name: Font.shortened(
            names.indices.contains(index) ? names[index] : String(index), to: 20),
          color: .ofClass(index), sign: .dot)
      }
      return Colors(legend: legend) { .ofClass(classes[$0]) }
    case .values(let values, let label):
      try check(values.count)
      let range = AxisRange(of: values, margin: 0)
      return Colors(bar: (range, label)) { index in
        guard AxisRange.isShown(values[index]) else { return nil }
        return .ofValue((values[index] - range.low) / (range.high - range.low))
      }
    }
  }
}
