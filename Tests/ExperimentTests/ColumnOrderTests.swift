import Artifacts
import Datasets
import Diagnostics
import Foundation
import Testing

@testable import Experiment

/// Tables of which the columns stand in different orders.
@Suite("The order of columns")
struct ColumnOrderTests {
  @Test("is that of names that both have, wherever they stand elsewhere")
  func compared() {
    #expect(ColumnOrder.first(["p", "q"], asIn: ["p", "q"]) == nil)
    #expect(ColumnOrder.first(["p", "r"], asIn: ["p", "q"]) == nil)
    #expect(ColumnOrder.first(["", "q"], asIn: ["p", ""]) == nil)
    #expect(ColumnOrder.first(["q", "p"], asIn: ["p", "q"])?.name == "q")
    #expect(ColumnOrder.first(["q", "p"], asIn: ["p", "q"])?.there == 1)
  }

  private static func load(_ point: String, _ other: String, _ value: String) throws
    -> LoadedExperiment
  {
    let folder = NSTemporaryDirectory() + "/columns-" + UUID().uuidString
    try Folder.create(folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try TextFile.write("p,q\n1,2\n3,4\n", to: folder + "/one.csv")
    try TextFile.write("q,p\n2,1\n4,3\n", to: folder + "/turned.csv")
    try TextFile.write(
      """
      etch: 1
      name: columns
      data:
        point: {source: csv, \(point)}
        other: {\(other)}
      networks:
        net: {input: [2], layers: [{dense: 1}]}
      losses:
        size: mean(square(net(point)))
      train: {epochs: 1, batch_size: 2, optimizer: sgd, step: {net: {minimize: size}}}
      metrics:
        figure: {value: mean(net(\(value))), split: train}

      """, to: folder + "/columns.yaml")
    return try LoadedExperiment(
      file: folder + "/columns.yaml", profile: nil, overrides: [], dataFolder: "data")
  }

  @Test(
    "is told where what is measured has another than what is trained on",
    arguments: [
      ("like: point, path: turned.csv", "other", true),
      ("like: point, path: turned.csv", "point", false), ("like: point", "other", false),
      ("like: point, path: turned.csv, columns: [p, q]", "other", false),
    ])
  func told(other: String, value: String, isTold: Bool) throws {
    let told = try Self.load("path: one.csv", other, value).warnings.diagnostics.filter {
      $0.warning == .preprocessing
    }
    #expect(
      told.map(\.message)
        == (isTold
          ? [
            "'q' is number 1 of a row of 'other', and number 2 of 'point', by which networks are trained"
          ] : []))
  }

  @Test("is one in all parts of a set, unless columns go by their names", arguments: [true, false])
  func parts(areNamed: Bool) throws {
    let point =
      "path: ., splits: {train: one.csv, test: turned.csv}" + (areNamed ? ", columns: [p, q]" : "")
    func message() throws -> String? {
      do {
        _ = try Self.load(point, "like: point", "point")
        return nil
      } catch let problems as DiagnosticList {
        return problems.diagnostics.first { $0.severity == .error }?.message
      }
    }
    let told = try message()
    #expect((told == nil) == areNamed)
    #expect(told?.contains("'q' is number 1 of a row, and number 2 in ") != false, "\(told ?? "")")
  }
}
