import Testing

@testable import Commands

@Suite("Which losses stand in one chart")
struct ChartGroupsTests {
  /// Lines of two numbers that end at these.
  private static func charts(
    _ families: [[String]], ends: [String: Double]
  ) -> [[String]] {
    ChartGroups(families, values: ends.mapValues { [0, $0] }).charts
  }

  @Test("Those of a scale do; a much smaller one has a chart of its own")
  func scales() {
    let ends = ["rebuilt": 150.0, "divergence": 2.5, "vae": 153, "steep": -0.01]
    #expect(
      Self.charts([["rebuilt"], ["divergence"], ["vae"]], ends: ends)
        == [["rebuilt", "vae"], ["divergence"]])
    #expect(
      Self.charts([["steep"], ["divergence"], ["vae"]], ends: ends)
        == [["vae"], ["divergence"], ["steep"]])
    #expect(Self.charts([["a"], ["b"]], ends: ["a": 10, "b": -1]) == [["a", "b"]])
    #expect(Self.charts([["a"], ["b"]], ends: ["a": 11, "b": -1]) == [["a"], ["b"]])
    #expect(Self.charts([["a"], ["b"]], ends: ["a": .nan, "b": 1]) == [["b"], ["a"]])
    #expect(Self.charts([], ends: [:]).isEmpty)
  }

  @Test("Over an axis of powers of ten small ones are seen as well")
  func logarithmic() {
    let groups = ChartGroups([["a"], ["b"]], values: ["a": [1e8, 10], "b": [40, 0.3]])
    #expect(groups.charts == [["a", "b"]])
  }

  @Test("What is the same loss of other examples stands beside it, at most six lines a chart")
  func families() {
    let ends = Dictionary(uniqueKeysWithValues: "abcdefgh".map { (String($0), 1.0) })
    #expect(
      Self.charts([["a", "h"], ["b"], ["c"], ["d"], ["e", "g"], ["f"]], ends: ends)
        == [["a", "h", "b", "c", "d"], ["e", "g", "f"]])
  }
}
