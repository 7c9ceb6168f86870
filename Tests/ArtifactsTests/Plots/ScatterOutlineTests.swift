import Testing

@testable import Artifacts

@Suite("A rectangle in the plane of a scatter plot")
struct ScatterOutlineTests {
  private static let outline = ScatterPlot.Outline("map", x: -4...4, y: -2...2)

  private func svg(
    _ coloring: ScatterPlot.Coloring, _ outlines: [ScatterPlot.Outline]
  ) throws -> String {
    var plot = ScatterPlot(labels: PlotLabels(), x: [0, 1], y: [0, 1], coloring: coloring)
    plot.outlines = outlines
    return try plot.draw().svg(title: "", description: "")
  }

  /// The numbers of each line that goes round, x and y in turn.
  private func rounds(_ svg: String) -> [[Double]] {
    svg.matches(of: #/<path d="([^"]*)" fill="none"/#)
      .map { $0.output.1.matches(of: #/-?[0-9.]+/#).compactMap { Double($0.output) } }
      .filter { $0.count == 10 }
  }

  @Test("is drawn whole, its sides as long as its numbers are, on white")
  func sides() throws {
    let found = rounds(try svg(.none, [Self.outline]))
    try #require(found.count == 2)
    #expect(found[0] == found[1] && found[0].prefix(2) == found[0].suffix(2))
    let x = [0, 2, 4, 6].map { found[0][$0] }
    let y = [1, 3, 5, 7].map { found[0][$0] }
    let (left, right) = (x.min() ?? 0, x.max() ?? 0)
    let (top, bottom) = (y.min() ?? 0, y.max() ?? 0)
    #expect(left > 0 && right < 860 && top > 0 && bottom < 640)
    #expect(abs((right - left) / (bottom - top) - 2) < 0.02)
    #expect(rounds(try svg(.none, [])).isEmpty)
  }

  @Test(
    "has its name in the legend, or within it where a bar stands there",
    arguments: [true, false])
  func name(hasBar: Bool) throws {
    let svg = try svg(
      hasBar ? .values([0, 1], label: "error") : .classes([0, 1], names: ["cat", "dog"]),
      [Self.outline])
    let names = svg.matches(of: #/<text ([^>]*)>map</#)
    #expect(names.count == 1)
    #expect(names.first?.output.1.contains("paint-order") == hasBar)
  }
}
