import Artifacts
import Diagnostics
import Testing

@testable import Commands

@Suite("The best of a figure in etch runs")
struct BestFigureColumnTests {
  @Test(
    "The best of a figure is its highest where that is better, and stands where it is known what is better"
  )
  func best() throws {
    let folder = try RunsFolder()
    for (number, last) in [(1, 0.7), (2, 0.9), (3, 0.8)] {
      try RunIndexTests.make(
        folder.path, number: number, figures: [(0.5, 0.6), (0.75, last), (0.25, 0.1)],
        better: ["accuracy": .higher])
    }
    let runs = try RunIndex([folder.path]).runs
    func table(_ moment: RunTable.Moment, by sort: String? = nil) throws -> [[String]] {
      let table = try RunTable(runs, moment: moment, showsAll: true).table(sort: sort)
      let places = table.titles.indices.filter {
        table.titles[$0].hasSuffix("error") || table.titles[$0].hasSuffix("accuracy")
      }
      return ([table.titles] + table.rows).map { row in places.map { row[$0] } }
    }
    #expect(try table(.best)[0] == ["error", "best accuracy"])
    #expect(
      try table(.both, by: "best accuracy") == [
        ["error", "accuracy", "best accuracy"], ["0.25", "0.1", "0.9"], ["0.25", "0.1", "0.8"],
        ["0.25", "0.1", "0.7"],
      ])
    #expect(try table(.last)[0] == ["error", "accuracy"])
    #expect(throws: Diagnostic.self) { try table(.both, by: "best error") }
    // Runs that say different things say nothing together.
    try RunIndexTests.make(folder.path, number: 4, better: ["accuracy": .lower])
    let all = try RunTable(RunIndex([folder.path]).runs).table().titles
    #expect(!all.contains { $0.hasPrefix("best") })
  }
}
