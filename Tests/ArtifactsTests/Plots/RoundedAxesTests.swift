import Testing

@testable import Artifacts

@Suite("Axes that stay over the moments of a run")
struct RoundedAxesTests {
  @Test(
    "A range reaches to whole steps, of which it has about eight",
    arguments: [
      (-3.1, 4.2, -4, 5), (0, 1, 0, 1), (0.013, 0.094, 0, 0.1), (-0.02, 97, -20, 100),
      (1_000_003, 1_000_011, 1_000_003, 1_000_011), (5e-9, 6e-9, 5e-9, 6e-9),
    ] as [(Double, Double, Double, Double)])
  func range(_ low: Double, _ high: Double, _ first: Double, _ last: Double) {
    let rounded = AxisRange(low, high).rounded
    #expect(abs(rounded.low - first) < 1e-9 * max(1, abs(first)), "\(rounded)")
    #expect(abs(rounded.high - last) < 1e-9 * max(1, abs(last)), "\(rounded)")
    #expect(rounded.low <= low + 1e-9 * (high - low) && rounded.high >= high - 1e-9 * (high - low))
  }

  @Test(
    "A range is the earlier one as long as it lies in that, and is a third of it",
    arguments: [
      (0.5, 3.9, true), (0, 4, true), (1, 2.4, true), (1, 2.3, false), (-0.1, 3, false),
      (1, 4.1, false),
    ] as [(Double, Double, Bool)])
  func kept(_ low: Double, _ high: Double, isKept: Bool) {
    let range = AxisRange(low, high)
    #expect((range.rounded(keeping: 0...4) == AxisRange(0, 4)) == isKept)
    #expect(isKept || range.rounded(keeping: 0...4) == range.rounded)
    #expect(range.rounded(keeping: nil) == range.rounded)
    // Where it came from an earlier one, it comes from itself as well.
    let shown = range.rounded(keeping: 0...4)
    #expect(range.rounded(keeping: shown.limits) == shown)
  }

  @Test("A plot says which axes it has, and the next one keeps them")
  func axesOfTheMomentBefore() throws {
    var scatter = ScatterPlot(labels: PlotLabels(), x: [0, 8], y: [-3, 3])
    scatter.roundsAxes = true
    let wide = try #require(try scatter.draw().axes)
    (scatter.x, scatter.y) = ([1, 6], [-2, 2])
    #expect(try scatter.draw().axes != wide)
    scatter.earlier = wide
    #expect(try scatter.draw().axes == wide)
    var histogram = Histogram(labels: PlotLabels(), groups: [.init("", [0, 1, 4, 9])])
    histogram.roundsAxes = true
    let bars = try #require(histogram.draw().axes)
    histogram.groups = [.init("", [1, 2, 5, 7])]
    #expect(histogram.draw().axes != bars)
    histogram.earlier = bars
    #expect(histogram.draw().axes == bars)
  }

  @Test("Bins are the same while numbers change a little")
  func bins() {
    func edges(_ scale: Double, _ shift: Double = 0) -> [Double] {
      var plot = Histogram(
        labels: PlotLabels(),
        groups: [.init("a", (0..<500).map { Double($0 * 7919 % 997) / 997 * scale + shift })])
      plot.roundsAxes = true
      return plot.binEdges()
    }
    let before = edges(0.97)
    #expect(before == edges(0.98) && before == edges(0.96, 0.003))
    #expect((10...130).contains(before.count))
    // Every number is in a bin.
    let far = edges(0.97, 1234.5)
    #expect(far[0] <= 1234.5 && far[far.count - 1] >= 1235.46)
  }

  @Test("A picture of a little more is the same but for its points")
  func axes() throws {
    func frame(_ scale: Double) throws -> [String] {
      var plot = ScatterPlot(
        labels: PlotLabels(title: "t"), x: [0, 0.9 * scale, 0.5], y: [0.1, 0.8 * scale, 0])
      plot.roundsAxes = true
      return try plot.draw().svg(title: "", description: "").split(separator: "\n").map(
        String.init
      ).filter { !$0.hasPrefix("<circle") }
    }
    #expect(try frame(1) == frame(1.02))
    #expect(try frame(1) != frame(3))
  }

  @Test("Axes whose ends are said are the same at every moment, and what lies outside is counted")
  func limits() throws {
    func lines(_ plot: DrawnPlot, where isIn: (String) -> Bool) -> [String] {
      plot.svg(title: "", description: "").split(separator: "\n").map(String.init).filter(isIn)
    }
    func scatter(_ scale: Double) throws -> [String] {
      var plot = ScatterPlot(
        labels: PlotLabels(title: "t"), x: [0, 0.5 * scale], y: [0.1, 0.3 * scale])
      (plot.xLimits, plot.yLimits) = (-4...4, -3...3)
      return lines(try plot.draw()) { !$0.hasPrefix("<circle") }
    }
    #expect(try scatter(1) == scatter(7))
    #expect(try scatter(9).contains { $0.contains(">t, 1 outside</text>") })
    func histogram(_ scale: Double) -> [String] {
      var plot = Histogram(
        labels: PlotLabels(title: "t"),
        groups: [.init("", (0..<50).map { Double($0) / 50 * scale })])
      (plot.xLimits, plot.yLimits, plot.roundsAxes) = (0...2, 0...60, true)
      return lines(plot.draw()) { $0.hasPrefix("<text") }
    }
    #expect(histogram(1) == histogram(1.9))
    #expect(histogram(4).contains { $0.contains(">t, 24 outside</text>") })
    func curve(_ height: Double) throws -> [String] {
      var plot = LinePlot(
        labels: PlotLabels(title: "t"), series: [LinePlot.Series("a", [0, height, 2])])
      (plot.yLimits, plot.roundsAxes) = (-1...9, true)
      return lines(try plot.draw()) { $0.hasPrefix("<text") }
    }
    #expect(try curve(1) == curve(8) && curve(1) == curve(80))
  }

  @Test(
    "What lies far outside of axes whose ends are said is neither drawn nor counted, nor takes long"
  )
  func outside() throws {
    // Twelve lines have marks, which stood at every hundred pixels of all that is not seen.
    var lines = LinePlot(
      labels: PlotLabels(),
      series: (0..<12).map { line in
        LinePlot.Series("\(line)", (0..<1000).map { Double(line) + Double($0) })
      })
    (lines.xLimits, lines.yLimits) = (0...1e-12, 0...1)
    #expect(try lines.render().width == 1000)
    let line = [Point(-1e18, 3), Point(1e18, 3)]
    let places = Mark.places(on: [line], line: 0, every: 50, within: 0...200)
    #expect(places.map(\.x) == [0, 50, 100, 150, 200])
    // The frame of a lattice that training took away.
    var scatter = ScatterPlot(
      labels: PlotLabels(), x: [0, 1], y: [0, 1], coloring: .values([0.5, 1.5], label: "v"))
    scatter.outlines = [.init("manifold", x: -1e30...1e30, y: -1e30...1e30)]
    (scatter.xLimits, scatter.yLimits) = (-4...4, -4...4)
    #expect(try !scatter.draw().svg(title: "", description: "").contains(">manifold<"))
    var histogram = Histogram(labels: PlotLabels(), groups: [.init("", [0.5, 0.94])])
    (histogram.xLimits, histogram.roundsAxes) = (0...0.93, true)
    let edges = histogram.binEdges()
    #expect(edges[edges.count - 1] > 0.94)
    #expect(histogram.counts(of: [0.5, 0.94], in: edges).reduce(0, +) == 1)
  }
}
