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

  /// A rectangle, such as that of a lattice.
  public struct Outline: Sendable, Hashable {
    public let name: String
    public let x: ClosedRange<Double>
    public let y: ClosedRange<Double>

    public init(_ name: String, x: ClosedRange<Double>, y: ClosedRange<Double>) {
      (self.name, self.x, self.y) = (name, x, y)
    }
  }

  public var labels: PlotLabels
  public var x: [Double]
  public var y: [Double]
  public var coloring: Coloring
  /// What lies in the same plane.
  public var outlines: [Outline] = []
  /// Whether axes reach to whole steps, so that plots of many moments have the same ones.
  public var roundsAxes = false
  /// The axes of the moment before, which stay where the numbers allow it and axes are rounded.
  public var earlier: PlotAxes?
  /// From where to where the axes go; `nil` as far as the numbers do. What lies outside is left out.
  public var xLimits: ClosedRange<Double>?
  public var yLimits: ClosedRange<Double>?
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
    let all = x.indices.filter {
      AxisRange.isShown(x[$0]) && AxisRange.isShown(y[$0]) && colors.ofPoint($0) != nil
    }
    let shown = all.filter {
      (xLimits?.contains(x[$0]) ?? true) && (yLimits?.contains(y[$0]) ?? true)
    }
    var labels = labels
    if shown.count < all.count { labels.title += ", \(all.count - shown.count) outside" }
    func range(
      _ values: [Double], _ ends: [ClosedRange<Double>], _ limits: ClosedRange<Double>?,
      _ earlier: ClosedRange<Double>?
    ) -> AxisRange {
      if let limits { return AxisRange(limits) }
      let all = shown.map { values[$0] } + ends.flatMap { [$0.lowerBound, $0.upperBound] }
      let range = AxisRange(of: all, margin: roundsAxes ? 0.02 : 0.04)
      return roundsAxes ? range.rounded(keeping: earlier) : range
    }
    let (across, up) = (
      range(x, outlines.map(\.x), xLimits, earlier?.x),
      range(y, outlines.map(\.y), yLimits, earlier?.y)
    )
    let ratio = across.span / up.span
    var frame = PlotFrame(
      height: height, width: width, labels: labels, x: across, y: up,
      // A bar stands where a legend would.
      legend: colors.legend + (colors.bar == nil ? outlines.map(\.legend) : []),
      colorBar: colors.bar,
      isIsometric: 1 / Self.mostUnlike <= ratio && ratio <= Self.mostUnlike,
      keeps: (xLimits != nil, yLimits != nil))
    // Many points are drawn small and thin, so that their density is seen.
    let radius = shown.count > 5_000 ? 2.0 : shown.count > 500 ? 3.0 : 4.0
    let opacity = shown.count > 5_000 ? 0.5 : 0.75
    for index in shown {
      guard let color = colors.ofPoint(index) else { continue }
      frame.canvas.mark(
        colors.markOfPoint(index), at: frame.place(x[index], y[index]), radius: radius, color,
        opacity: opacity, within: frame.box)
    }
    draw(outlines, naming: colors.bar != nil, in: &frame)
    nameClusters(shown, in: &frame)
    return DrawnPlot(frame.canvas, axes: PlotAxes(x: across, y: up))
  }

  /// - Parameter naming: whether their names stand within them.
  private func draw(_ outlines: [Outline], naming: Bool, in frame: inout PlotFrame) {
    for outline in outlines {
      let (x, y) = (outline.x, outline.y)
      let corners = [
        (x.lowerBound, y.upperBound), (x.upperBound, y.upperBound), (x.upperBound, y.lowerBound),
        (x.lowerBound, y.lowerBound), (x.lowerBound, y.upperBound),
      ].map { frame.place($0.0, $0.1) }
      for (width, color) in [(Outline.width + 2, Color.white), (Outline.width, Color.ink)] {
        frame.canvas.line(corners, width: width, color, within: frame.box)
      }
      let middle = Point((corners[0].x + corners[1].x) / 2, corners[0].y + 8)
      // Of axes whose ends are said it may lie anywhere outside.
      guard naming, frame.box.contains(middle) else { continue }
      frame.canvas.writeOnAnything(Font.shortened(outline.name, to: 20), at: middle)
    }
  }

  /// Ranges that differ more are drawn with a scale each: one of them would be a line.
  private static let mostUnlike = 2.5
  /// The fewest points of a class whose name stands among them.
  private static let fewestNamed = 5
  /// Classes beyond these are not named among the points.
  private static let mostClasses = 60

  /// The name of each class among its points, where it is short; none at all where most would meet in the middle of
  /// their points, since there are no clusters then. The legend has them all.
  private func nameClusters(_ shown: [Int], in frame: inout PlotFrame) {
    guard case .classes(let classes, let names) = coloring else { return }
    let found = Set(classes).sorted()
    guard (2...Self.mostClasses).contains(found.count) else { return }
    let clusters = found.compactMap { index -> Cluster? in
      let name = Self.name(index, names)
      let own = shown.filter { classes[$0] == index }
      guard name.count <= 3, own.count >= Self.fewestNamed else { return nil }
      func middle(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
      return Cluster(
        name: name, middle: frame.place(middle(own.map { x[$0] }), middle(own.map { y[$0] })),
        points: own.map { frame.place(x[$0], y[$0]) })
    }
    var named: [(name: String, place: Point)] = []
    var crowded: [Cluster] = []
    for cluster in clusters {
      if Self.isFree(cluster.middle, for: cluster.name, beside: named) {
        named.append((cluster.name, cluster.middle))
      } else {
        crowded.append(cluster)
      }
    }
    guard named.count * 2 > clusters.count else { return }
    // Where another's name stands in the middle, the nearest of the class's own points that has room.
    for cluster in crowded {
      let free = cluster.points.filter { Self.isFree($0, for: cluster.name, beside: named) }
      func distance(_ point: Point) -> Double {
        let (across, up) = (point.x - cluster.middle.x, point.y - cluster.middle.y)
        return across * across + up * up
      }
      guard let place = free.min(by: { distance($0) < distance($1) }) else { continue }
      named.append((cluster.name, place))
    }
    for (name, place) in named {
      frame.canvas.writeOnAnything(
        name, at: Point(place.x, place.y - Double(Font.capital) / 2))
    }
  }

  /// The points of a class whose name may stand among them.
  private struct Cluster {
    let name: String
    let middle: Point
    let points: [Point]
  }

  private static func isFree(
    _ place: Point, for name: String, beside named: [(name: String, place: Point)]
  ) -> Bool {
    named.allSatisfy { other in
      abs(other.place.x - place.x) > Double((name.count + 1) * Font.advance)
        || abs(other.place.y - place.y) > Double(Font.line)
    }
  }

  private static func name(_ index: Int, _ names: [String]) -> String {
    names.indices.contains(index) ? names[index] : String(index)
  }

  /// Colour and mark of each class: ten colours, then the same ones with another mark. Classes have them by their numbers,
  /// so that they keep them where some have no points; where these are large or below nought, in their order.
  static func looks(_ classes: [Int]) -> [ClassLook] {
    let areSmall = classes.allSatisfy { (0..<mostClasses).contains($0) }
    return classes.enumerated().map { place, number in
      let shown = areSmall ? number : place
      return ClassLook(number: number, color: .ofClass(shown % 10), mark: Mark(shown / 10))
    }
  }

  /// How the points of a class look.
  struct ClassLook {
    let number: Int
    let color: Color
    let mark: Mark
  }

  private struct Colors {
    var legend: [LegendEntry] = []
    var bar: (range: AxisRange, label: String)?
    var ofPoint: (Int) -> Color?
    var markOfPoint: (Int) -> Mark = { _ in Mark(0) }
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
      let found = Self.looks(Set(classes).sorted())
      let looks = Dictionary(uniqueKeysWithValues: found.map { ($0.number, $0) })
      let legend = found.map { look in
        LegendEntry(
          name: Font.shortened(Self.name(look.number, names), to: 20), color: look.color,
          sign: .mark(look.mark))
      }
      return Colors(
        legend: legend, ofPoint: { looks[classes[$0]]?.color },
        markOfPoint: { looks[classes[$0]]?.mark ?? Mark(0) })
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

extension ScatterPlot.Outline {
  fileprivate static let width = 1.5

  fileprivate var legend: LegendEntry {
    LegendEntry(
      name: Font.shortened(name, to: 20), color: .ink,
      sign: .line(dash: [], width: Self.width))
  }
}
