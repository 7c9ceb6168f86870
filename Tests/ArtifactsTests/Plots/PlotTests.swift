import Foundation
import Testing

@testable import Artifacts

@Suite struct PlotTests {
  let labels = PlotLabels(title: "latent_space", x: "mean[0]", y: "mean[1] (units)")
  /// Numbers between 0 and 1 without a pattern that the eye sees.
  func number(_ index: Int) -> Double {
    let mixed: Int = index * index * 31 + index * 7919 + 13
    return Double(mixed % 1009) / 1009
  }

  @Test func pointsByClass() throws {
    var plot = ScatterPlot(
      labels: labels, x: (0..<60).map(number) + [.nan], y: (0..<60).map { number($0 + 99) } + [0],
      coloring: .classes((0...60).map { $0 % 3 }, names: ["cat", "dog"]))
    (plot.height, plot.width) = (320, 420)
    try expectGolden(plot.render(), "scatter-classes.png")
  }

  @Test("A unit is as long in both directions, unless that would leave nothing of one of them")
  func isometric() {
    func lengths(_ up: Double) -> (x: Double, y: Double) {
      let frame = PlotFrame(
        height: 400, width: 600, labels: labels, x: AxisRange(0, 1), y: AxisRange(0, up),
        legend: [], isIsometric: true)
      let (origin, one) = (frame.place(0, 0), frame.place(1, 1))
      return (one.x - origin.x, origin.y - one.y)
    }
    for up in [0.2, 1, 5] {
      let (x, y) = lengths(up)
      #expect(abs(x / y - 1) < 0.02, "\(up)")
    }
  }

  @Test(
    "A range that is asked for is drawn from its one end to its other, with a unit as long in both directions"
  )
  func keptRanges() {
    let keeps: [(x: Bool, y: Bool)] = [(true, true), (true, false), (false, true)]
    for keeps in keeps {
      let frame = PlotFrame(
        height: 400, width: 600, labels: labels, x: AxisRange(-4, 4), y: AxisRange(-3, 3),
        legend: [], isIsometric: true, keeps: keeps)
      let (low, high) = (frame.place(-4, -3), frame.place(4, 3))
      if keeps.x {
        #expect(abs(low.x - frame.box.left) < 1e-6 && abs(high.x - frame.box.right) < 1e-6)
      }
      if keeps.y {
        #expect(abs(low.y - frame.box.bottom) < 1e-6 && abs(high.y - frame.box.top) < 1e-6)
      }
      #expect(abs((high.x - low.x) / 8 / ((low.y - high.y) / 6) - 1) < 0.02)
    }
  }

  @Test("Names of classes do not meet; where most would, there are none")
  func crowdedNames() throws {
    /// How many names there are of three classes at these places.
    func names(_ places: [Double]) throws -> Int {
      let classes = (0..<30).map { $0 % 3 }
      let svg = try ScatterPlot(
        labels: PlotLabels(), x: classes.map { places[$0] } + [0, 10],
        y: classes.map { _ in 0 } + [0, 10],
        coloring: .classes(classes + [0, 0], names: ["a", "b", "c"])
      ).draw().svg(title: "", description: "")
      return svg.components(separatedBy: "paint-order").count - 1
    }
    #expect(try names([1, 5, 9]) == 3)
    #expect(try names([1, 1.1, 9]) == 2)
    #expect(try names([1, 1.1, 0.9]) == 0)
  }

  @Test("A class whose middle is another's has its name at one of its own points that has room")
  func movedNames() throws {
    let places: [[Double]] = [[4, 4, 4, 4, 4], [1, 4, 4, 4, 9], [9, 9, 9, 9, 9]]
    let classes = (0..<15).map { $0 / 5 }
    let svg = try ScatterPlot(
      labels: PlotLabels(), x: places.flatMap(\.self), y: classes.map { _ in 0 },
      coloring: .classes(classes, names: ["a", "b", "c"])
    ).draw().svg(title: "", description: "")
    let names = svg.matches(of: /<text x="([0-9.]+)"[^>]*paint-order[^>]*>([a-c])</)
    #expect(names.map { String($0.output.2) } == ["a", "c", "b"])
    let across = names.compactMap { Double($0.output.1) }
    #expect(across.count == 3 && across[2] < across[0] && across[0] < across[1])
  }

  @Test("Thirty classes are all in the legend, each with a look of its own")
  func manyClasses() throws {
    let classes = (0..<90).map { $0 % 30 }
    let plot = ScatterPlot(
      labels: labels, x: classes.map { number($0) }, y: classes.map { number($0 + 7) },
      coloring: .classes(classes, names: (0..<30).map { "class \($0)" }))
    let svg = try plot.draw().svg(title: "", description: "")
    for index in 0..<30 { #expect(svg.contains(">class \(index)</text>"), "\(index)") }
    let looks = ScatterPlot.looks(Array(0..<30))
    #expect(Set(looks.map { "\($0.color) \($0.mark.index)" }).count == 30)
    #expect(looks.prefix(10).allSatisfy { $0.mark == Mark(0) })
    // Numbers that are no places in a list have looks in their order.
    #expect(ScatterPlot.looks([-1, 1000]).map(\.color) == [.ofClass(0), .ofClass(1)])
  }

  @Test func pointsByValue() throws {
    var plot = ScatterPlot(
      labels: labels, x: (0..<60).map(number), y: (0..<60).map { number($0 + 99) },
      coloring: .values((0..<60).map(number), label: "error"))
    (plot.height, plot.width) = (320, 420)
    try expectGolden(plot.render(), "scatter-values.png")
  }

  @Test("A group alone has no name, and no place in a legend")
  func oneGroup() throws {
    var plot = Histogram(labels: labels, groups: [.init("", (0..<200).map(number))])
    (plot.height, plot.width) = (240, 360)
    try expectGolden(plot.render(), "histogram-alone.png")
  }

  @Test func linesWithAFillAndAGap() throws {
    let first = (0..<50).map { $0 == 30 ? .nan : number($0 / 5) + Double($0) / 50 }
    let second = (0..<50).map { Double($0) / 25 }
    var plot = LinePlot(
      labels: PlotLabels(title: "A heartbeat", x: "sample", y: "mV"),
      series: [.init("beat", first), .init("rebuilt", second)],
      fills: [.init(between: 0, and: 1, name: "error")])
    (plot.height, plot.width) = (320, 480)
    try expectGolden(plot.render(), "lines.png")
  }

  @Test("Panels below one another have their axes at the same places, steps whole and from 0")
  func aligned() throws {
    func panel(_ values: [Double], _ names: [String]) -> LinePlot {
      var plot = LinePlot(
        labels: PlotLabels(x: "step"), series: names.map { .init($0, values) }, x: [0, 2])
      (plot.countsSteps, plot.hasLegend) = (true, names.count > 1)
      return plot
    }
    let panels = [panel([1e-4, 2e-4], ["a"]), panel([10, 20], ["a", "a name of some length"])]
    func box(_ plot: LinePlot) throws -> Substring {
      let svg = try plot.draw().svg(title: "", description: "")
      #expect(svg.contains(">0</text>") && !svg.contains(">1.5</text>"))
      let box = /<clipPath id="cut0"><rect (x="\d+") y="\d+" (width="\d+")/
      let found = try #require(svg.firstMatch(of: box))
      return found.1 + found.2
    }
    #expect(try box(panels[0]) != box(panels[1]))
    let both = try LinePlot.aligned(panels)
    #expect(try box(both[0]) == box(both[1]))
  }

  @Test("A logarithmic axis is marked with the numbers; what is not above 0 is a gap")
  func powersOfTen() throws {
    var plot = LinePlot(labels: PlotLabels(), series: [.init("a", [1, 100, 0, -3, 1e6, 10])])
    plot.isLogarithmic = true
    let svg = try plot.draw().svg(title: "", description: "")
    for label in ["1", "100", "1e4", "1e6"] { #expect(svg.contains(">\(label)</text>")) }
    let lines = svg.split(separator: "\n").filter { $0.contains("clip-path") }
    #expect(lines.count == 2)
  }

  @Test func groupsWithAThreshold() throws {
    var plot = Histogram(
      labels: PlotLabels(title: "Error", x: "mean absolute error"),
      groups: [
        .init("normal", (0..<400).map { number($0) * number($0 + 7) }),
        .init("anomalous", (0..<300).map { 0.3 + number($0) } + [.infinity]),
      ], markers: [.init("threshold", 0.42)])
    (plot.height, plot.width) = (320, 560)
    try expectGolden(plot.render(), "histogram.png")
  }

  @Test("The outline of every group lies over the areas of all")
  func outlines() throws {
    let svg = Histogram(
      labels: labels, groups: [.init("a", [0, 1, 2]), .init("b", [0, 1, 2])]
    ).draw().svg(title: "t", description: "d")
    let areas = svg.ranges(of: "fill-opacity=\"0.5\"")
    let lines = svg.ranges(of: "stroke-width=\"1.5\"")
    #expect(areas.count > 1 && lines.count == 2)
    let (area, line) = (try #require(areas.last), try #require(lines.first))
    #expect(area.upperBound < line.lowerBound)
  }

  @Test("A legend says in words how many lie on each side of a threshold")
  func sides() {
    let plot = Histogram(
      labels: labels, groups: [.init("normal", [0, 0.1, 0.2, 0.9]), .init("odd", [0.8, 0.9])],
      markers: [.init("threshold", 0.5)])
    let svg = plot.draw().svg(title: "t", description: "d")
    for words in ["normal", "3 below, 1 above", "odd", "0 below, 2 above"] {
      #expect(svg.contains(">\(words)</text>"), "\(words)")
    }
  }

  @Test("Of a group alone they stand below the threshold's name, and of two thresholds nowhere")
  func sidesOfOne() throws {
    func svg(_ markers: [Histogram.Marker]) -> String {
      Histogram(labels: labels, groups: [.init("", [0, 0.1, 0.2, 0.9])], markers: markers).draw()
        .svg(title: "t", description: "d")
    }
    let one = svg([.init("threshold", 0.5)])
    let name = try #require(one.range(of: ">threshold 0.5</text>"))
    let sides = try #require(one.range(of: ">3 below, 1 above</text>"))
    #expect(name.upperBound < sides.lowerBound)
    #expect(!svg([.init("low", 0.3), .init("high", 0.5)]).contains(" below, "))
    #expect(!svg([]).contains(" below, "))
  }

  @Test("A threshold is the border of a bin")
  func threshold() {
    let values = (0..<1000).map(number)
    let plot = Histogram(
      labels: labels, groups: [.init("a", values)], markers: [.init("t", 0.3333)])
    let edges = plot.binEdges()
    #expect(edges.contains(0.3333) && zip(edges, edges.dropFirst()).allSatisfy(<))
    #expect(plot.counts(of: values, in: edges).reduce(0, +) == 1000)
    let below = edges.firstIndex(of: 0.3333) ?? 0
    #expect(
      plot.counts(of: values, in: edges)[..<below].reduce(0, +) == values.count { $0 < 0.3333 })
  }

  @Test("Bins are as narrow as the group needs that lies closest together")
  func narrowest() {
    let narrow = (0..<400).map { 0.1 + number($0) / 20 }
    let wide = (0..<400).map { 0.5 + number($0) / 2 }
    func width(_ groups: [[Double]]) -> Double {
      let edges = Histogram(labels: labels, groups: groups.map { .init("a", $0) }).binEdges()
      return edges[1] - edges[0]
    }
    #expect(width([narrow + wide]) > 0.07)
    #expect(abs(width([narrow, wide]) - width([wide, narrow])) < 1e-12)
    #expect(width([narrow, wide]) < 0.016)
  }

  @Test func binsCountEveryNumberOnce() {
    let values = (0..<1000).map(number)
    let plot = Histogram(labels: labels, groups: [.init("a", values)], bins: 7)
    let edges = plot.binEdges()
    #expect(edges.count == 8)
    #expect(plot.counts(of: values, in: edges).reduce(0, +) == 1000)
    #expect(plot.counts(of: [edges[0], edges[7], 99, .nan], in: edges) == [1, 0, 0, 0, 0, 0, 1])
    // 2 · IQR / ∛n = 0.1001 of a range of 1.
    let even = (0..<1000).map { Double($0) / 999 }
    let automatic = Histogram(labels: labels, groups: [.init("a", even)])
    #expect(automatic.binEdges().count == 11)
  }

  @Test(
    "Any numbers can be drawn",
    arguments: [
      [], [3], [.nan, .nan], [0, 0, 0], [1e300, 1], [.infinity, -.infinity, 2], [0x1p-1060, 0],
      [-1e289, 1e289],
    ] as [[Double]])
  func anyNumbers(values: [Double]) throws {
    _ = try ScatterPlot(labels: labels, x: values, y: values, coloring: .values(values, label: "e"))
      .render()
    _ = try LinePlot(
      labels: labels, series: [.init("a", values), .init("b", [1])],
      fills: [.init(between: 0, and: 1, name: "f")]
    ).render()
    _ = Histogram(
      labels: labels, groups: [.init("a", values)], markers: values.map { .init("m", $0) }
    ).render()
  }

  @Test func manySeriesAndManyPointsFit() throws {
    let series = (0..<30).map { LinePlot.Series("series \($0)", [Double($0), 1]) }
    let long = (0..<20_000).map { number($0) }
    var plot = LinePlot(labels: PlotLabels(), series: series + [.init("long", long)])
    (plot.height, plot.width) = (200, 300)
    let picture = try plot.render()
    #expect(picture.width == 300)
    #expect(picture.height >= 20 + 31 * PlotFrame.lineHeight, "all of them are in the legend")
  }

  @Test("Lines of a plot are told from each other without their colours, spiky ones too")
  func looks() throws {
    let spiky = (0..<400).map { Double($0 % 2) }
    for values in [[0, 1], spiky] {
      let plot = LinePlot(
        labels: labels, series: (0..<40).map { LinePlot.Series("s\($0)", values) })
      let looks = plot.looks(values.indices.map(Double.init))
      #expect(Set(looks.map { "\($0.dash) \($0.isThin) \($0.mark?.index ?? -1)" }).count == 40)
    }
    let three = ["a", "b", "c"].map { LinePlot.Series($0, spiky) }
    let svg = try LinePlot(labels: labels, series: three).draw().svg(title: "", description: "")
    // The discs of the third: one in the legend, the others on the line.
    #expect(svg.components(separatedBy: "<circle").count - 1 > 4)
    let two = try LinePlot(labels: labels, series: Array(three.prefix(2))).draw()
    #expect(!two.svg(title: "", description: "").contains("<circle"))
  }

  @Test("Marks stand on their line, and no two numbers have one mark")
  func marks() {
    let line = (0...10).map { Point(Double($0) * 40, Double($0 % 2) * 100) }
    let places = Mark.places(on: [line], line: 3, every: 50)
    #expect(places.count == 8)
    for place in places {
      let part = place.x.truncatingRemainder(dividingBy: 80)
      #expect(abs(place.y - (part < 40 ? part : 80 - part) * 2.5) < 1e-9)
    }
    #expect(Mark.places(on: [[Point(3, 4)]], line: 0, every: 50) == [Point(3, 4)])
    #expect(Mark.places(on: [[Point]](), line: 0, every: 50).isEmpty)
    let looks = (0..<48).map { number in
      let mark = Mark(number)
      return "\(mark.shape) \(mark.isHollow) \(mark.count)"
    }
    #expect(Set(looks).count == 48)
  }

  @Test("Every mark covers about as much as its disc, around its place", arguments: 0..<8)
  func markShapes(number: Int) {
    var canvas = Canvas(height: 40, width: 40)
    canvas.mark(
      Mark(number), at: Point(20, 20), radius: 8, .black, within: canvas.bounds)
    let pixels = canvas.picture.pixels
    let dark = stride(from: 0, to: pixels.count, by: 3).filter { pixels[$0] < 128 }
    #expect(dark.count > 100 && dark.count < 350, "\(Mark(number).shape) covers \(dark.count)")
    #expect(dark.contains((20 * 40 + 20) * 3))
  }

  @Test func countsThatDisagreeAreNamed() {
    #expect(
      diagnosis { try ScatterPlot(labels: labels, x: [1], y: []).render() }
        == "a scatter of 1 x and 0 y")
    #expect(
      diagnosis {
        try ScatterPlot(labels: labels, x: [1], y: [1], coloring: .classes([], names: [])).render()
      } == "a scatter of 1 points has 0 colors")
    #expect(
      diagnosis { try LinePlot(labels: labels, series: [.init("a", [1, 2])], x: [2, 1]).render() }
        == "a plot of lines needs 2 ascending numbers below them")
    #expect(
      diagnosis {
        try LinePlot(
          labels: labels, series: [], fills: [.init(between: 0, and: 1, name: "error")]
        ).render()
      } == "the fill 'error' names a line that the plot does not have")
  }
}
