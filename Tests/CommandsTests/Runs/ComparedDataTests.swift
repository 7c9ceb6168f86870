import Artifacts
import Foundation
import Testing
import Training

@testable import Commands

@Suite("Runs of other data side by side")
struct ComparedDataTests {
  private let folder: RunsFolder

  init() throws { folder = try RunsFolder() }

  /// Two runs whose experiments have such data.
  private func comparison(_ data: String, _ other: String) throws -> RunComparison {
    for (number, text) in [(1, data), (2, other)] {
      try RunIndexTests.make(folder.path, number: number)
      let path = RunFolder("\(folder.path)/tiny/\(String(format: "%012x", number))").experiment
      try TextFile.write("\(try TextFile.read(path))data:\n\(text)\n", to: path)
    }
    return RunComparison(
      try ["000000000001", "000000000002"].map { try RunIndex.run($0, in: folder.path) })
  }

  private func rows(_ comparison: RunComparison) -> [[String]] {
    comparison.groupedDifferences.map { [$0.path, $0.values[0] ?? "-", $0.values[1] ?? "-"] }
  }

  @Test("Other transforms are one row, which names them, and it is told that the data differ")
  func transforms() throws {
    let made = try comparison(
      "  digit: {source: mnist, transforms: [{resize: {size: [8, 8], method: bilinear}}, grayscale]}",
      "  digit: {source: mnist, transforms: [grayscale]}")
    #expect(rows(made) == [["data.digit.transforms", "[resize, grayscale]", "[grayscale]"]])
    #expect(made.remarkOnData?.hasPrefix("the runs differ in their data, 'digit': ") == true)
  }

  @Test("A field of a transform that both have is a row of its own")
  func field() throws {
    let made = try comparison(
      "  digit: {source: mnist, transforms: [{resize: {size: 8, method: bilinear}}]}",
      "  digit: {source: mnist, transforms: [{resize: {size: 9, method: bilinear}}]}")
    #expect(rows(made) == [["data.digit.transforms.0.resize.size", "8", "9"]])
  }

  @Test("A set that one of them lacks is one row, with its source")
  func set() throws {
    let made = try comparison(
      "  digit: {source: mnist, count: 9, holdout: 0.5}", "  photo: {source: images, path: pics}")
    #expect(rows(made) == [["data.digit", "mnist", "-"], ["data.photo", "-", "images"]])
    #expect(made.remarkOnData?.contains("'digit', 'photo'") == true)
  }

  @Test("Nothing is told of runs with the same data")
  func same() throws {
    let set = "  digit: {source: mnist}"
    #expect(try comparison(set, set).remarkOnData == nil)
  }
}
