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
  /// Whether axes reach to whole steps, so that plots of many moments have the same ones.
  public var roundsAxes = false
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
  public func render() throws -> Picture { try draw().picture }

  /// The plot as a picture and as shapes; throws as ``render()``.
  public func draw() throws -> DrawnPlot {
    let colors = try colors()
    let shown = x.indices.filter {
      AxisRange.isShown(x[$0]) && AxisRange.isShown(y[$0]) && colors.ofPoint($0) != nil
    }
    func range(_ values: [Double]) -> AxisRange {
      let range = AxisRange(of: shown.lazy.map { values[$0] }, margin: roundsAxes ? 0.02 : 0.04)
      return roundsAxes ? range.rounded : range
    }
    let (across, up) = (range(x), range(y))
    let ratio = across.span / up.span
    var frame = PlotFrame(
      height: height, width: width, labels: labels, x: across, y: up, legend: colors.legend,
      colorBar: colors.bar,
      isIsometric: 1 / Self.mostUnlike <= ratio && ratio <= Self.mostUnlike)
    // Many points are drawn small and thin, so that their density is seen.
    let radius = shown.count > 5_000 ? 2.0 : shown.count > 500 ? 3.0 : 4.0
    let opacity = shown.count > 5_000 ? 0.5 : 0.75
    for index in shown {
      guard let color = colors.ofPoint(index) else { continue }
      frame.canvas.disc(
        frame.place(x[index], y[index]), radius: radius, color, opacity: opacity, within: frame.box)
    }
    nameClusters(shown, in: &frame)
    return DrawnPlot(frame.canvas)
  }

  /// Ranges that differ more are drawn with a scale each: one of them would be a line.
  private static let mostUnlike = 2.5
  /// The fewest points of a class whose name stands among them.
  private static let fewestNamed = 5

  /// The name of each class in the middle of its points, where it is short and none stands there; none at all where most
  /// would meet, since there are no clusters then.
  private func nameClusters(_ shown: [Int], in frame: inout PlotFrame) {
    guard case .classes(let classes, let names) = coloring else { return }
    let found = Set(classes).sorted()
    guard (2...20).contains(found.count) else { return }
    let clusters = found.compactMap { index -> (name: String, place: Point)? in
      let name = Self.name(index, names)
      let own = shown.filter { classes[$0] == index }
      guard name.count <= 3, own.count >= Self.fewestNamed else { return nil }
      func middle(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
      return (name, frame.place(middle(own.map { x[$0] }), middle(own.map { y[$0] })))
    }
    var named: [(name: String, place: Point)] = []
    for cluster in clusters {
      let isFree = named.allSatisfy { other in
        abs(other.place.x - cluster.place.x) > Double((cluster.name.count + 1) * Font.advance)
          || abs(other.place.y - cluster.place.y) > Double(Font.line)
      }
      if isFree { named.append(cluster) }
    }
    guard named.count * 2 > clusters.count else { return }
    for (name, place) in named {
      frame.canvas.writeOnAnything(
        name, at: Point(place.x, place.y - Double(Font.capital) / 2))
    }
  }

  private static func name(_ index: Int, _ names: [String]) -> String {
    names.indices.contains(index) ? names[index] : String(index)
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
          name: Font.shortened(Self.name(index, names), to: 20), color: .ofClass(index),
          sign: .mark(Mark(0)))
      }
      return Colors(legend: legend) { .ofClass(classes[$0]) }
    case .values(let values, let label):
      try check(values.count)
      let exact = AxisRange(of: values, margin: 0)
      let range = roundsAxes ? exact.rounded : exact
      return Colors(bar: (range, label)) { index in
        guard AxisRange.isShown(values[index]) else { return nil }
        return .ofValue((values[index] - range.low) / (range.high - range.low))
      }
    }
  }
}
