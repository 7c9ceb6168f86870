import Foundation
import Testing

@testable import Artifacts

@Suite("SVG charts")
struct SVGChartTests {
  private static func line(_ name: String, _ values: [Double]) -> SVGChart.Series {
    .init(name, values.enumerated().map { (x: Double($0), y: $1) })
  }

  private static func chart(_ series: [SVGChart.Series], title: String = "Losses") -> String {
    SVGChart(title: title, xLabel: "step", series: series, secondMarks: [(x: 1, label: "epoch 1")])
      .svg(id: "c")
  }

  private static func count(_ word: String, _ text: String) -> Int {
    text.components(separatedBy: word).count - 1
  }

  @Test("It says in words what it shows")
  func words() {
    let svg = Self.chart([Self.line("vae", [4, 1, 2.5])])
    #expect(svg.contains("role=\"img\" aria-labelledby=\"c-t c-d\""))
    #expect(svg.contains("<title id=\"c-t\">Losses</title>"))
    #expect(
      svg.contains(
        "<desc id=\"c-d\">vae goes from 4 to 2.5; its lowest is 1 at step 1.</desc>"))
    #expect(svg.contains("<title>vae 2.5 at step 2</title>"))
    #expect(svg.contains(">epoch 1</text>"))
  }

  @Test(
    "Above its vertical axis stands what the numbers are of: what is said, or the name of the only line",
    arguments: [
      (1, nil, 0, "n0"), (2, nil, 0, nil), (1, nil, 1, nil), (2, "loss", 0, "loss"),
      (1, "rate", 1, "rate"), (1, "<a>", 0, "&lt;a&gt;"),
    ] as [(Int, String?, Int, String?)])
  func verticalTitle(lines: Int, label: String?, others: Int, shown: String?) {
    let chart = SVGChart(
      title: "t", xLabel: "step", yLabel: label,
      series: (0..<lines).map { Self.line("n\($0)", [1, 2]) },
      others: (0..<others).map { Self.line("o\($0)", [1, 2]) })
    let title = "<text x=\"64\" y=\"11\">"
    let svg = chart.svg(id: "c")
    #expect(svg.contains(title) == (shown != nil))
    if let shown { #expect(svg.contains("\(title)\(shown)</text>"), "\(svg)") }
  }

  @Test(
    "Marks of the second line do not meet: of those that would, the last is written",
    arguments: [
      ([128, 256, 310, 320], "epoch ", ["epoch 128", "epoch 256", "epoch 320"]),
      ([100, 200, 300], "epoch ", ["epoch 100", "epoch 200", "epoch 300"]),
      ([280, 290, 300, 500], "round 1, epoch ", ["round 1, epoch 300"]),
    ])
  func secondMarks(steps: [Int], before: String, shown: [String]) {
    let chart = SVGChart(
      title: "t", xLabel: "step", series: [.init("a", [(x: 0, y: 1), (x: 320, y: 2)])],
      secondMarks: steps.map { (x: Double($0), label: "\(before)\($0)") })
    let written = chart.svg(id: "c").matches(of: /font-size="11">([^<]*)</).map {
      String($0.output.1)
    }
    #expect(written == shown)
  }

  @Test("Names cannot be markup")
  func escaped() {
    let svg = Self.chart([Self.line("<script>&\"'\u{7}", [1, 2])], title: "</svg>")
    #expect(!svg.contains("<script>") && Self.count("</svg>", svg) == 1 && !svg.contains("\u{7}"))
    #expect(svg.contains("&lt;script&gt;&amp;&quot;&#39;"))
  }

  @Test("A number that is not finite breaks the line and is marked")
  func gaps() {
    let svg = Self.chart([Self.line("a", [1, 2, .nan, 3, .infinity, 4])])
    let path =
      svg.components(separatedBy: "<path d=\"").first { $0.contains("stroke-linejoin") } ?? ""
    #expect(Self.count("M", path) == 3)
    #expect(Self.count(">×<title>a is ", svg) == 2)
    #expect(Self.count("r=\"3\"", svg) == 2, "the numbers that stand alone are to be seen")
    #expect(svg.contains("numbers that are not finite: 2."))
  }

  @Test(
    "No numbers, one, equal ones, huge ones: each is drawn",
    arguments: [
      [], [Double.nan], [1], [2, 2, 2], [1e-300, 2e-300], [1e289, -1e289], [0, 1e12],
      [-1e-7, 1e-7], [.infinity],
    ])
  func odd(_ values: [Double]) {
    let svg = Self.chart([Self.line("a", values)])
    #expect(svg.hasSuffix("</svg>"))
    #expect(!svg.contains("nan") || values.contains { $0.isNaN })
  }

  @Test("A mean lies in a band of its colour, which the axis shows whole, and gaps break both")
  func bands() throws {
    let mean = SVGChart.Series(
      "m", [(x: 0, y: 2), (x: 1, y: 3), (x: 2, y: .nan), (x: 3, y: 4), (x: 4, y: 4)],
      band: [(1, 3), (2, 9), (.nan, .nan), (3, 5), (3, 5)])
    let svg = Self.chart([Self.line("a", [1, 2]), mean])
    let paint = "fill=\"\(SVGChart.colors[1])\" opacity"
    let band = try #require(svg.components(separatedBy: "\n").first { $0.contains(paint) })
    #expect(Self.count("M", band) == 2 && Self.count("z", band) == 2)
    #expect(Self.count("L", band) == 2 * 3)
    #expect(ChartAxes(series: [mean]).yMarks.last.map { $0.value >= 8 } == true)
    #expect(
      svg.contains(
        "its lowest is 2 at step 0; it is the mean of what ends between 3 and 5; numbers that are")
    )
    #expect(!Self.chart([Self.line("a", [1, 2])]).contains("opacity=\".18\""))
  }

  @Test("A band has a gap where one of its ends cannot be drawn, though the mean can")
  func bandsOfWhatIsNotShown() throws {
    let mean = SVGChart.Series(
      "m", [(x: 0, y: 2), (x: 1, y: 0), (x: 2, y: 3), (x: 3, y: 4)],
      band: [(1, 3), (-1e300, 1e300), (2, 4), (3, .infinity)])
    let svg = Self.chart([mean])
    let paint = "fill=\"\(SVGChart.colors[0])\" opacity"
    let band = try #require(svg.components(separatedBy: "\n").first { $0.contains(paint) })
    #expect(Self.count("M", band) == 2 && Self.count("L", band) == 2)
  }

  @Test("Lines without a name are grey, below all others, and the axis shows them")
  func others() throws {
    let chart = SVGChart(
      title: "t", xLabel: "step", series: [Self.line("a", [1, 2])],
      others: [Self.line("b", [1, 900]), Self.line("c", [3, .nan, 4])])
    let svg = chart.svg(id: "c")
    let grey = try #require(
      svg.components(separatedBy: "\n").first { $0.hasSuffix("opacity=\".25\"/>") })
    #expect(Self.count("M", grey) == 3 && !svg.contains(">b</text>"))
    #expect(svg.contains("at step 0. Grey lines without a name: 2.</desc>"))
    let places = ["opacity=\".25\"", "stroke=\"\(SVGChart.colors[0])\""].map {
      svg.range(of: $0)?.lowerBound
    }
    #expect(try #require(places[0]) < #require(places[1]))
    #expect(chart.looks.count == 1)
  }

  @Test(
    "Where a run went on, a tick stands on each axis that shows the step, one a column, and words tell the last",
    arguments: [
      ([], 0, nil), ([2], 1, "Resumed at step 2."),
      ([1, 3], 2, "Resumed 2 times, the last time at step 3."),
      ([2, 2], 1, "Resumed 2 times, the last time at step 2."), ([900], 0, "Resumed at step 900."),
    ] as [([Int], Int, String?)])
  func resumes(_ steps: [Int], ticks: Int, words: String?) {
    let svg = SVGChart(
      title: "t", xLabel: "step", series: [Self.line("a", [4, 3, 2, 1])], resumes: steps
    ).svg(id: "c")
    #expect(Self.count("<title>resumed at step ", svg) == ticks)
    #expect(svg.contains("Resumed") == (words != nil))
    if let words { #expect(svg.contains("at step 3. \(words)</desc>"), "\(svg)") }
  }

  @Test("Where more is better, words tell the highest")
  func highest() {
    let line = SVGChart.Series("a", [(x: 0, y: 1), (x: 1, y: 3)], isMaximized: true)
    #expect(Self.chart([line]).contains("a goes from 1 to 3; its highest is 3 at step 1.</desc>"))
  }

  @Test("More than three powers of ten, all above 0, have a logarithmic axis")
  func logarithmic() {
    #expect(Self.chart([Self.line("a", [1, 10, 2000])]).contains("logarithmic axis"))
    #expect(!Self.chart([Self.line("a", [1, 10, 900])]).contains("logarithmic axis"))
    #expect(!Self.chart([Self.line("a", [0, 10, 2000])]).contains("logarithmic axis"))
    let axes = ChartAxes(series: [Self.line("a", [1, 10, 10_000])])
    #expect(axes.yMarks.map(\.label) == ["1", "10", "100", "1000", "1e4"])
    let (low, middle, high) = (
      axes.place(x: 0, y: 1).y, axes.place(x: 0, y: 100).y, axes.place(x: 0, y: 10_000).y
    )
    #expect(abs((low + high) / 2 - middle) < 1e-9)
  }

  @Test(
    "Lines count powers of ten where they fall by them, not where all are high and come near 0 at an end",
    arguments: [
      ([[0.01, 0.0091, 0.0065, 0.0035, 0.001, 1e-6]], false), ([[1e-6, 0.01, 0.01, 0.01]], false),
      ([[0.1, 0.01, 1e-3, 1e-4, 1e-5]], true), ([[1000, 900], [0.5, 0.4]], true),
      ([[1000, 900], [-0.5, 0.4]], false), ([[.nan, 1000, 30, 0.5], []], true), ([[]], false),
      ([], false),
    ] as [([[Double]], Bool)])
  func falling(_ lines: [[Double]], _ expected: Bool) {
    #expect(SVGChart.isLogarithmic(lines) == expected)
    let series = lines.enumerated().map { Self.line("\($0)", $1) }
    let chart = SVGChart(title: "rates", xLabel: "step", series: series)
    #expect(chart.isLogarithmic == expected)
  }

  @Test("A hundred thousand numbers take a few thousand points, with every extreme among them")
  func reduced() {
    var values = (0..<100_000).map { sin(Double($0) / 500) }
    values[54_321] = 9
    let svg = Self.chart([Self.line("a", values)])
    #expect(svg.utf8.count < 60_000)
    let points = values.enumerated().map { Point(Double($0) / 160, $1) }.thinnedToColumns()
    #expect(points.count <= 4 * 626)
    #expect(points.contains { $0.y == 9 })
    #expect(points.first?.y == values.first && points.last?.y == values.last)
    #expect(zip(points, points.dropFirst()).allSatisfy { $0.x <= $1.x })
  }

  @Test(
    "Of a long line some numbers are told to a pointer, the lowest, the highest and the last among them"
  )
  func told() {
    #expect(SVGChart.told(Self.line("a", [3, 1, 2]).points).map(\.y) == [3, 1, 2])
    for count in [60, 61, 119, 1000, 100_001] {
      var values = (0..<count).map { 2 + sin(Double($0) / 50) }
      (values[7], values[23]) = (-9, 9)
      let told = SVGChart.told(Self.line("a", values).points)
      #expect((30...60).contains(told.count), "\(told.count) of \(count)")
      #expect(told.contains { $0.y == -9 } && told.contains { $0.y == 9 })
      #expect(told.last?.x == Double(count - 1) && told.map(\.x) == told.map(\.x).sorted())
    }
    let values = (0..<50_001).map(Double.init)
    #expect(Self.chart([Self.line("a", values)]).contains("<title>a 5e+04 at step 50000</title>"))
  }

  @Test(
    "Below a chart of many numbers a table has some of them, folded; below others there is none")
  func numbers() {
    func figure(_ count: Int) -> String {
      var values = (0..<count).map(Double.init)
      if count > 70 { values[70] = -1 }
      return SVGChart(
        title: "a < b", xLabel: "step", series: [Self.line("x", values), Self.line("y", [5, 6])]
      ).figure(id: "c")
    }
    #expect(!figure(60).contains("<details>"))
    let long = figure(101)
    #expect(
      long.contains(
        "</figure>\n<details><summary>Numbers of a &lt; b</summary><div class=\"scroll\" "))
    #expect(long.contains("<tr><th scope=\"row\">100</th><td>100</td><td>6</td></tr>"))
    #expect(long.contains("<th scope=\"row\">lowest</th><td>-1 at 70</td><td>5 at 0</td>"))
    #expect(long.contains("<th scope=\"row\">highest</th><td>100 at 100</td><td>6 at 1</td>"))
    #expect(Self.count("<th scope=\"row\">", long) == 17 + 2)
  }

  @Test("A brief chart has few points, and tells none")
  func brief() {
    var chart = SVGChart(
      title: "t", xLabel: "step", series: [Self.line("a", (0..<10_000).map { sin(Double($0)) })])
    let whole = chart.figure(id: "c").utf8.count
    chart.isBrief = true
    let brief = chart.figure(id: "c")
    #expect(brief.utf8.count < 8000 && 4 * brief.utf8.count < whole)
    #expect(!brief.contains("<circle") && !brief.contains("<details>"))
  }

  @Test("A line of many spikes is whole and thin, at its name too")
  func spikes() {
    let smooth = (0..<200).map { Double($0) / 200 }
    let spiky = (0..<200).map { Double($0 % 2) }
    func count(_ values: [Double], _ style: String) -> Int {
      let svg = Self.chart([Self.line("a", smooth), Self.line("b", values)])
      return Self.count("\"\(SVGChart.colors[1])\" \(style)", svg)
    }
    let dashed = "stroke-width=\"2\" stroke-dasharray=\"\(SVGChart.dashes[1])\""
    #expect(count(smooth, dashed) == 2)
    #expect(count(spiky, "stroke-width=\"1.2\" stroke-dasharray=\"none\"") == 2)
    #expect(count(spiky, dashed) == 0)
  }

  @Test(
    "A chart is as wide as the names at the ends of its lines need, up to 32 letters",
    arguments: [
      ("loss", "loss", 800), ("test_reconstruct", "test_reconstruct", 800),
      ("test_reconstruction_error", "test_reconstruction_error", 868),
      (String(repeating: "m", count: 40), String(repeating: "m", count: 31) + "…", 922),
    ])
  func wide(name: String, shown: String, width: Int) {
    let svg = Self.chart([Self.line(name, [1, 2]), Self.line("b", [2, 3])])
    #expect(svg.contains(">\(shown)</text>"))
    #expect(svg.contains("viewBox=\"0 0 \(width) 320\" width=\"\(width)\""))
  }

  @Test("Lines differ in colour and dash, and their names do not meet")
  func lines() {
    let svg = Self.chart((0..<6).map { Self.line("n\($0)", [1, 1]) })
    for (color, dash) in zip(SVGChart.colors, SVGChart.dashes).prefix(6) {
      #expect(svg.contains("stroke=\"\(color)\""))
      #expect(svg.contains("stroke-dasharray=\"\(dash.isEmpty ? "none" : dash)\""))
    }
    let heights = Self.nameHeights(6, in: svg)
    #expect(heights.count == 6 && zip(heights, heights.dropFirst()).allSatisfy { $1 - $0 >= 17 })
  }

  /// Where the names at the ends of the lines n0, n1, … stand.
  private static func nameHeights(_ count: Int, in svg: String) -> [Double] {
    (0..<count).compactMap { index in
      svg.components(separatedBy: "\n").first { $0.hasSuffix(">n\(index)</text>") }?
        .components(separatedBy: " y=\"").last.flatMap { Double($0.prefix { $0 != "\"" }) }
    }
  }

  @Test("Names of lines that end low stand above the marks of the axis, as long as there is room")
  func lowNames() {
    let low = Self.chart((0..<4).map { Self.line("n\($0)", [9, 1 - Double($0) / 100]) })
    let heights = Self.nameHeights(4, in: low).sorted()
    #expect(heights.count == 4 && heights.allSatisfy { $0 <= SVGChart.plot.bottom }, "\(heights)")
    #expect(zip(heights, heights.dropFirst()).allSatisfy { $1 - $0 >= 16.9 }, "\(heights)")
    let many = Self.nameHeights(20, in: Self.chart((0..<20).map { Self.line("n\($0)", [9, 1]) }))
    #expect(many.count == 20 && many.min() == SVGChart.plot.top, "\(many)")
  }

  private static func chart(of count: Int, _ values: [Double]) -> SVGChart {
    SVGChart(
      title: "t", xLabel: "step", series: (0..<count).map { line("n<\($0)", values) })
  }

  /// How each line looks in black and white.
  private static func colorless(_ chart: SVGChart) -> [String] {
    chart.looks.map { "\($0.isThin) \($0.isThin ? "" : $0.dash) \($0.mark?.index ?? -1)" }
  }

  @Test("Of forty-nine lines no two look alike, and a key tells them as the chart does")
  func manyLines() {
    #expect(Set(Self.chart(of: 49, [1, 1]).looks.map(\.stroke)).count == 49)
    let chart = Self.chart(of: 8, [1, 1])
    let figure = chart.figure(id: "c")
    let key = figure.components(separatedBy: "<figcaption>").last ?? ""
    #expect(key.hasPrefix("t <span class=\"key\">"), "the title and the key are no one word")
    for (index, look) in chart.looks.enumerated() {
      #expect(
        Self.count(look.stroke, figure) == 3, "the line, its name's sign and the key's")
      #expect(key.contains(look.stroke) && key.contains("n&lt;\(index)</span>"))
    }
    #expect(chart.looks.count { $0.mark != nil } == 1)
    #expect(key.contains("<path d=\"M20 6L"), "the mark of the last")
  }

  @Test(
    "Lines are told from each other without their colours, spiky ones too",
    arguments: [[1, 1], (0..<200).map { Double($0 % 2) }] as [[Double]])
  func withoutColors(_ values: [Double]) {
    #expect(Set(Self.colorless(Self.chart(of: 49, values))).count == 49)
    let few = Self.chart(of: 2, values)
    #expect(few.looks.allSatisfy { $0.mark == nil })
    #expect(!few.svg(id: "c").contains("z\" fill="))
    let svg = Self.chart(of: 30, values).svg(id: "c")
    #expect(svg.contains("z\" fill=\"none\""), "hollow marks")
    #expect(!svg.contains("nan"))
  }

  @Test(
    "Coordinates have one decimal",
    arguments: [(1.0, "1"), (1.25, "1.3"), (-0.04, "0"), (-0.26, "-0.3"), (12.96, "13")])
  func decimals(_ value: Double, _ text: String) { #expect(SVGChart.number(value) == text) }
}
