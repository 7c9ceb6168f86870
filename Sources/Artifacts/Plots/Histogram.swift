import Diagnostics
import Foundation

/// How often numbers occur, for several groups over the same bins, with marked thresholds.
public struct Histogram: Sendable {
  /// The numbers of one group.
  public struct Group: Sendable {
    public var name: String
    public var values: [Double]

    public init(_ name: String, _ values: [Double]) {
      self.name = name
      self.values = values
    }
  }

  /// A vertical line, such as a threshold.
  public struct Marker: Sendable {
    public var name: String
    public var value: Double

    public init(_ name: String, _ value: Double) {
      self.name = name
      self.value = value
    }
  }

  public var labels: PlotLabels
  public var groups: [Group]
  public var markers: [Marker]
  /// The number of bins; found from the numbers where it is absent.
  public var bins: Int?
  /// Whether axes reach to whole steps, so that plots of many moments have the same ones.
  public var roundsAxes = false
  /// The axes of the moment before, which stay where the numbers allow it and axes are rounded.
  public var earlier: PlotAxes?
  /// From where to where the axes go; `nil` as far as the numbers do. What lies outside is left out.
  public var xLimits: ClosedRange<Double>?
  public var yLimits: ClosedRange<Double>?
  public var height = 560
  public var width = 1000

  public init(
    labels: PlotLabels, groups: [Group], markers: [Marker] = [], bins: Int? = nil
  ) {
    self.labels = labels
    self.groups = groups
    self.markers = markers
    self.bins = bins
  }

  /// The plot as a picture; numbers that are not finite are left out.
  public func render() -> Picture { draw().picture }

  /// The plot as a picture and as shapes.
  public func draw() -> DrawnPlot {
    let edges = binEdges()
    let counts = groups.map { self.counts(of: $0.values, in: edges) }
    let highest = Double(counts.joined().max() ?? 0)
    // A group alone needs no name.
    let signs = groups.enumerated().filter { !$0.element.name.isEmpty }.flatMap {
      index, group -> [LegendEntry] in
      let color = Color.white.mixed(with: .ofClass(index), 0.6)
      return [LegendEntry(name: Font.shortened(group.name, to: 26), color: color, sign: .area)]
        + sides(of: group.values).map { LegendEntry(name: $0, color: color, sign: .none) }
    }
    let lines = shownMarkers.enumerated().map { index, marker in
      LegendEntry(
        name: (marker.name.isEmpty ? "" : Font.shortened(marker.name, to: 16) + " ")
          + Ticks.short(marker.value),
        color: markerColor(index), sign: .line(dash: []))
    }
    // What a group without a name has on both sides stands below the threshold.
    let unnamed = groups.filter(\.name.isEmpty).flatMap { sides(of: $0.values) }.map {
      LegendEntry(name: $0, color: .black, sign: .none)
    }
    var labels = labels
    if labels.y.isEmpty { labels.y = "count" }
    let ends = [edges[0], edges[edges.count - 1]]
    let across = AxisRange(of: ends + shownMarkers.map(\.value), margin: roundsAxes ? 0 : 0.02)
    let up = AxisRange(0, max(1, highest) * 1.05)
    if let xLimits {
      let outside = groups.flatMap(\.values).count {
        AxisRange.isShown($0) && !xLimits.contains($0)
      }
      if outside > 0 { labels.title += ", \(outside) outside" }
    }
    let x =
      xLimits.map { AxisRange($0) } ?? (roundsAxes ? across.rounded(keeping: earlier?.x) : across)
    let y = yLimits.map { AxisRange($0) } ?? (roundsAxes ? up.rounded(keeping: earlier?.y) : up)
    var frame = PlotFrame(
      height: height, width: width, labels: labels, x: x, y: y, legend: signs + lines + unnamed)
    // Over all areas, so that the outline of each is seen where they lie on each other.
    let outlines = counts.enumerated().map { index, counts in
      fill(counts, edges, .ofClass(index), &frame)
    }
    for (index, outline) in outlines.enumerated() {
      frame.canvas.line(outline, width: 1.5, .ofClass(index), within: frame.box)
    }
    for (index, marker) in shownMarkers.enumerated()
    where xLimits?.contains(marker.value) ?? true {
      let place = frame.place(marker.value, 0).x
      frame.canvas.fill(
        Box(left: place - 1.5, top: frame.box.top, right: place + 1.5, bottom: frame.box.bottom),
        markerColor(index))
    }
    return DrawnPlot(frame.canvas, axes: PlotAxes(x: x, y: y))
  }

  /// How many numbers of a group lie on each side of the only threshold: "500 below, 83 above".
  private func sides(of values: [Double]) -> [String] {
    guard shownMarkers.count == 1, let threshold = shownMarkers.first?.value else { return [] }
    let above = values.count { $0 > threshold }
    return ["\(values.count { $0 <= threshold }) below, \(above) above"]
  }

  private var shownMarkers: [Marker] { markers.filter { AxisRange.isShown($0.value) } }

  /// Strong colours that no group has.
  private func markerColor(_ index: Int) -> Color {
    index == 0 ? .black : .ofClass(groups.count + index)
  }

  /// Fills the bins of a group.
  ///
  /// - Returns: the line around them.
  private func fill(
    _ counts: [Int], _ edges: [Double], _ color: Color, _ frame: inout PlotFrame
  ) -> [Point] {
    var outline: [Point] = []
    for (bin, count) in counts.enumerated() {
      var low = frame.place(edges[bin], Double(count))
      var high = frame.place(edges[bin + 1], 0)
      // Bins meet at whole pixels; otherwise seams would show.
      (low.x, high.x) = (low.x.rounded(), high.x.rounded())
      // A bin that is cut off by the end of the axis.
      if xLimits != nil {
        low.x = min(max(low.x, frame.box.left), frame.box.right)
        high.x = min(max(high.x, frame.box.left), frame.box.right)
      }
      if yLimits != nil {
        low.y = min(max(low.y, frame.box.top), frame.box.bottom)
        high.y = min(max(high.y, frame.box.top), frame.box.bottom)
      }
      frame.canvas.fill(
        Box(left: low.x, top: low.y, right: high.x, bottom: high.y), color, opacity: 0.5)
      outline += [low, Point(high.x, low.y)]
    }
    guard let first = outline.first, let last = outline.last else { return [] }
    let base = frame.place(edges[0], 0).y
    return [Point(first.x, base)] + outline + [Point(last.x, base)]
  }

  /// The bins' borders, the same for all groups: as wide as the rule of Freedman & Diaconis 1981, 2 · IQR / ∛n, says of the
  /// group that it gives the narrowest, but 10 to 60. A threshold among the numbers is a border, so that no bin has both
  /// sides of it.
  func binEdges() -> [Double] {
    let values = groups.flatMap(\.values).filter(AxisRange.isShown).sorted()
    let range = xLimits.map { AxisRange($0) } ?? AxisRange(of: values, margin: 0)
    var count = 10
    if let bins {
      count = min(max(bins, 1), 1000)
    } else if let width = groups.compactMap({ Self.binWidth($0.values) }).min() {
      count = Int(min(max(((range.high - range.low) / width).rounded(.up), 10), 60))
    }
    var width = (range.high - range.low) / Double(count)
    // Steps as wide as before, while the numbers change a little.
    if roundsAxes, bins == nil { width = Ticks.step(atLeast: width / 2).size }
    guard let threshold = shownMarkers.first?.value, threshold > range.low, threshold < range.high
    else {
      if roundsAxes, bins == nil {
        let first = (range.low / width).rounded(.down)
        let last = max((range.high / width).rounded(.up), first + 1)
        guard max(first.magnitude, last.magnitude) < 1e12 else {
          return [range.low, range.high]
        }
        return (Int(first)...Int(last)).map { Double($0) * width }
      }
      return (0...count).map { range.low + (range.high - range.low) * Double($0) / Double(count) }
    }
    let below = Int(((threshold - range.low) / width).rounded(.up))
    let above = Int(((range.high - threshold) / width).rounded(.up))
    return (-below...max(above, 1 - below)).map { threshold + Double($0) * width }
  }

  /// What a group alone would have as bins; `nil` where it is too small to tell, or half of it is one number.
  private static func binWidth(_ values: [Double]) -> Double? {
    let values = values.filter(AxisRange.isShown).sorted()
    guard values.count > 1 else { return nil }
    let spread = values[values.count * 3 / 4] - values[values.count / 4]
    let width = 2 * spread / cbrt(Double(values.count))
    return width > 0 ? width : nil
  }

  /// How many numbers lie in each bin; the last one includes its upper border. What lies outside of the axis is in none, also of
  /// a bin that goes on beyond it.
  func counts(of values: [Double], in edges: [Double]) -> [Int] {
    var counts = [Int](repeating: 0, count: edges.count - 1)
    let (low, high) = (edges[0], edges[edges.count - 1])
    for value in values
    where AxisRange.isShown(value) && value >= low && value <= high
      && xLimits?.contains(value) ?? true
    {
      let bin = Int((value - low) / (high - low) * Double(counts.count))
      counts[min(bin, counts.count - 1)] += 1
    }
    return counts
  }
}
