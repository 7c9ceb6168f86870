import Diagnostics
import Foundation
import Testing

@testable import Datasets

@Suite("The classes of the first examples")
struct LeadingClassesTests {
  private static let halves = [Int32](repeating: 0, count: 30) + [Int32](repeating: 1, count: 30)

  @Test(
    "are all, but for those that a sorted file has behind them",
    arguments: [
      ([0, 0, 1, 1], 2, []), (halves, 30, [1]), (halves, 40, []), (halves, 60, []),
      // One of a thousand may well be missing among forty.
      ([Int32](repeating: 0, count: 999) + [1], 40, []),
    ] as [([Int32], Int, [Int32])])
  func missing(labels: [Int32], count: Int, expected: [Int32]) {
    #expect(LeadingClasses.missing(from: labels, first: count) == expected)
  }

  @Test(
    "of a sorted table are told of where 'count' takes some alone",
    arguments: [
      ("count: 30", "the first 30 examples have none of the classes 'b', 'c'"),
      ("count: 60", "the first 60 examples have none of the class 'c'"),
      ("count: 90", nil), ("holdout: 0.5", nil), ("count: 60\ntrain_where: label < 2", nil),
      (
        "count: 60\ntrain_where: label < 2\nholdout: 0.5",
        "the first 60 examples have none of the class 'c'"
      ),
    ] as [(String, String?)])
  func told(fields: String, message: String?) throws {
    let rows = ["a", "b", "c"].flatMap { name in (0..<30).map { "\($0),\(name)\n" } }
    try withFolder(["t.csv": Data(rows.joined().utf8)]) { folder in
      let set = try dataSet(
        "source: csv\npath: \(folder)/t.csv\nheader: false\nlabel: last\n\(fields)")
      let warnings = try set.describe().warnings
      let expected = message.map { "\($0) of 'label', by which the file is sorted" }
      #expect(warnings.map(\.message) == [expected].compactMap { $0 })
      #expect(warnings.allSatisfy { $0.warning == .constantData })
    }
  }
}
