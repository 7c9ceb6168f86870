import Testing

@testable import Artifacts

@Suite("Plots as shapes")
struct DrawnPlotTests {
  private let labels = PlotLabels(
    title: "a <b> & \"c\"", x: "mean[0]", y: "mean[1]", footer: "vae ef38092b · epoch 3")

  /// The names of the elements that are open at the end, and whether every end tag closed the innermost one.
  private func isWellFormed(_ text: String) -> Bool {
    var open: [Substring] = []
    var rest = text[...]
    while let start = rest.firstIndex(of: "<") {
      guard let end = rest[start...].firstIndex(of: ">") else { return false }
      let tag = rest[rest.index(after: start)..<end]
      let name = tag.prefix { $0 != " " && $0 != "/" && $0 != "\n" }
      if tag.hasPrefix("/") {
        guard open.popLast() == tag.dropFirst() else { return false }
      } else if !tag.hasSuffix("/") {
        open.append(name)
      }
      guard tag.count(where: { $0 == "\"" }).isMultiple(of: 2) else { return false }
      rest = rest[rest.index(after: end)...]
      let between = rest.prefix { $0 != "<" }
      if between.contains(">") { return false }
    }
    return open.isEmpty
  }

  private func svg(_ plot: DrawnPlot) -> String {
    plot.svg(title: "a <b>", description: "etch vae & more")
  }

  @Test("The dashes of a line do not take spikes apart: such a line is whole and thin")
  func spikes() throws {
    func dashes(_ values: [Double]) throws -> [Bool] {
      let text = svg(
        try LinePlot(labels: labels, series: [.init("a", [0, 1, 2, 3]), .init("b", values)]).draw())
      // Behind those of the legend, the lines themselves.
      return text.split(separator: "<").filter { $0.hasPrefix("polyline") || $0.hasPrefix("path") }
        .filter { $0.contains("stroke=") }.map { $0.contains("stroke-dasharray") }
    }
    #expect(try dashes([3, 2, 1, 0]) == [false, true, false, true])
    let beat = (0..<120).map { Double($0 % 3) }
    #expect(try dashes(beat) == [false, false, false, false])
  }

  @Test("A scatter has a circle for each point that is finite, and its legend")
  func scatter() throws {
    let plot = ScatterPlot(
      labels: labels, x: [0, 1, 2, .nan], y: [0, 1, 0.5, 1],
      coloring: .classes([0, 1, 1, 0], names: ["cat", "dog"]))
    let text = svg(try plot.draw())
    #expect(isWellFormed(text))
    #expect(text.split(separator: "<circle").count - 1 == 3 + 2)
    #expect(text.contains("fill=\"#0072b2\"") && text.contains("fill=\"#d55e00\""))
    #expect(text.contains(">a &lt;b&gt; &amp; &quot;c&quot;</text>"))
    #expect(text.contains("<title>a &lt;b&gt;</title>\n<desc>etch vae &amp; more</desc>"))
    #expect(text.contains(">vae ef38092b · epoch 3</text>"))
    #expect(try svg(plot.draw()) == text)
    #expect(try plot.draw().picture == plot.render())
  }

  @Test("Lines have the colours and dashes of the picture, in as many pieces as gaps leave")
  func lines() throws {
    let plot = LinePlot(
      labels: labels, series: [.init("a", [0, 1, .nan, 3, 4]), .init("b", [1, 1, 1, 1, 1])],
      fills: [.init(between: 0, and: 1, name: "difference")])
    let text = svg(try plot.draw())
    #expect(isWellFormed(text))
    let paths = text.split(separator: "\n").filter { $0.hasPrefix("<path") }
    // Two areas, two pieces and a whole line; two signs of the legend.
    #expect(paths.count == 2 + 3 + 2)
    #expect(paths.count { $0.contains("stroke-dasharray=\"10 5\"") } == 2)
    #expect(paths.count { $0.contains("fill=\"#e8743b\" fill-opacity=\"0.35\"") } == 2)
    #expect(text.contains("clip-path=\"url(#cut0)\"") && text.contains("<clipPath id=\"cut0\">"))
  }

  @Test("A number alone is a whole disc at the end of an axis, and nothing beyond set ones")
  func alone() throws {
    var plot = LinePlot(labels: labels, series: [.init("a", [.nan, .nan, 3])])
    func discs() throws -> [Substring] {
      svg(try plot.draw()).split(separator: "\n").filter { $0.hasPrefix("<circle") }
    }
    let found = try discs()
    #expect(found.count == 1 && !found.contains { $0.contains("clip-path") })
    plot.xLimits = 0...1
    #expect(try discs().isEmpty)
  }

  @Test("Plots below each other are one drawing, each cut off where it was")
  func stacked() throws {
    let wide = LinePlot(labels: labels, series: [.init("a", [0, 1, 2])])
    let named = LinePlot(
      labels: PlotLabels(title: "x"), series: [.init("b", [5, 1]), .init("c", [1, 2])])
    let plots = try [wide, named, wide].map { try $0.draw() }
    let stack = try #require(DrawnPlot(stacked: plots))
    let text = svg(stack)
    #expect(isWellFormed(text))
    #expect(stack.picture == Picture(stacked: plots.map(\.picture)))
    #expect(text.contains("height=\"1680\" font-family"))
    for top in [0, 560, 1120] { #expect(text.contains("<g transform=\"translate(0 \(top))\">")) }
    let known = Set(text.matches(of: /<clipPath id="([a-z0-9]+)">/).map { String($0.output.1) })
    let used = Set(text.matches(of: /"url\(#([a-z0-9]+)\)"/).map { String($0.output.1) })
    // The first and the third are cut off at the same place.
    #expect(known == used && known.count == 2)
    #expect(DrawnPlot(stacked: []) == nil)
  }

  @Test("A histogram has a bar for each bin, and a threshold's line")
  func histogram() {
    let plot = Histogram(
      labels: labels, groups: [.init("n", [0, 1, 2, 3])], markers: [.init("t", 1.5)], bins: 4)
    let text = svg(plot.draw())
    #expect(isWellFormed(text) && text.contains("fill=\"#0072b2\" fill-opacity=\"0.5\""))
    #expect(text.contains(">t 1.5</text>") && text.contains("rotate(-90"))
  }

  @Test(
    "Numbers below the axis have room, also at its end",
    arguments: [[0.4913, 0.5004], [-0.00123, 0.00127], [99_990, 100_020], [-1, 1]])
  func lastNumber(values: [Double]) throws {
    let plot = Histogram(labels: labels, groups: [.init("n", values)], markers: [], bins: 4)
    let numbers = svg(plot.draw()).matches(
      of: /<text x="([0-9.]+)"[^>]*text-anchor="middle"[^>]*>(-?[0-9.e]+)</)
    #expect(numbers.count >= 3)
    for number in numbers {
      let half = Double(number.output.2.count * Font.advance) / 2
      let end = try #require(Double(number.output.1)) + half
      #expect(end <= 1000 - 4, "\(number.output.0)")
    }
  }

  @Test(
    "Any numbers and texts can be drawn",
    arguments: [[], [3], [.nan], [1e300, 1], [.infinity, 2], [-1e289, 1e289], [0, 0x1p-1060]]
      as [[Double]])
  func anything(values: [Double]) throws {
    var scatter = ScatterPlot(
      labels: PlotLabels(title: "\u{1}\u{202E}é→😀"), x: values, y: values,
      coloring: .values(values, label: "]]>"))
    var lines = LinePlot(labels: labels, series: [.init("a", values), .init("b", [1])])
    var histogram = Histogram(labels: labels, groups: [.init("a", values)])
    for isRounded in [false, true] {
      (scatter.roundsAxes, lines.roundsAxes, histogram.roundsAxes) = (
        isRounded, isRounded, isRounded
      )
      #expect(isWellFormed(svg(try scatter.draw())))
      #expect(isWellFormed(svg(try lines.draw())))
      #expect(isWellFormed(svg(histogram.draw())))
    }
  }

  @Test("A sheet of pictures is kept as pixels only")
  func sheet() {
    #expect(Canvas(height: 2, width: 2).shapes == nil)
  }
}
