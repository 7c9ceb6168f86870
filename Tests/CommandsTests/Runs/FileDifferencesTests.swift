import Artifacts
import Diagnostics
import Foundation
import Testing

@testable import Commands
@testable import Training

@Suite("What the files of listed runs say otherwise")
struct FileDifferencesTests {
  private let folder: RunsFolder

  init() throws { folder = try RunsFolder() }

  /// A run of a file that was edited.
  private func make(
    _ number: Int, seed: Int = 42, width: Int = 8, edited: (String) -> String = { $0 }
  ) throws {
    try RunIndexTests.make(folder.path, number: number, seed: seed, width: width)
    let hash = String(format: "%012x", number)
    let path = RunFolder("\(folder.path)/tiny/\(hash)").experiment
    try TextFile.write(edited(try TextFile.read(path)), to: path)
  }

  private func table(showsAll: Bool = false) throws -> RunTable {
    RunTable(try RunIndex([folder.path]).runs, moment: .last, showsAll: showsAll)
  }

  private static let layer = "      - dense:\n          units: 8\n"

  @Test("has columns where no setting tells the runs apart, with the values of the others too")
  func columns() throws {
    try make(1)
    try make(2) { text in
      #expect(text.contains(Self.layer))
      let more = Self.layer + "      - dense:\n          units: 3\n          bias: true\n"
      return text.replacing(Self.layer, with: more).replacing("size: 50", with: "size: 64")
    }
    try make(3, width: 4)
    let table = try table()
    let text = try table.table()
    #expect(
      text.titles.prefix(4) == ["hash", "width", "autoencoder.dense_2.units", "batch_size"])
    #expect(
      text.rows.map { Array($0[1...3]) } == [["4", "", "50"], ["8", "3", "64"], ["8", "", "50"]])
    #expect(table.hiddenDifferences.isEmpty)
    let data = try table.table(isData: true).json
    #expect(
      data.contains(#""width":8,"autoencoder.dense_2.units":3,"batch_size":64,"epochs":2"#),
      "\(data)")
    let sorted = try table.table(sort: "train.batch_size")
    #expect(sorted.rows.map { $0[3] } == ["50", "50", "64"])
  }

  @Test("is nothing where runs differ in the seed, the epochs or what changes no number")
  func none() throws {
    try make(1)
    try make(2, seed: 43)
    try make(3) { $0.replacing("epochs: 2", with: "epochs: 3") }
    try make(4) { $0.replacing("about: \"a test\"", with: "about: \"another\"") }
    let titles = try table().table().titles
    #expect(titles.prefix(3) == ["hash", "seed", "epochs"])
  }

  @Test("is told of runs of other seeds too, since a seed says nothing of the file")
  func seeds() throws {
    try make(1)
    try make(2, seed: 43) { $0.replacing("size: 50", with: "size: 64") }
    #expect(try table().table().titles.prefix(3) == ["hash", "seed", "batch_size"])
  }

  @Test("takes as many columns as a terminal has room for; the others are named, and data has all")
  func bounded() throws {
    func more(_ value: Int) -> String {
      (10..<22).map { "  setting_number_\($0): \(value)\n" }.joined()
    }
    try make(1) { $0 + more(1) }
    try make(2) { $0 + more(2) }
    let narrow = try table()
    #expect(
      try narrow.table().titles.prefix(4)
        == ["hash", "setting_number_10", "setting_number_11", "epochs"])
    #expect(narrow.hiddenDifferences == (12..<22).map { "train.setting_number_\($0)" })
    let wide = try table(showsAll: true)
    #expect(wide.hiddenDifferences.isEmpty)
    for titles in [try wide.table().titles, try narrow.table(isData: true).titles] {
      #expect(titles.count { $0.hasPrefix("setting_number_") } == 12, "\(titles)")
    }
    let end = try EtchProgram(["runs", folder.path])
    #expect(end.output.contains("setting_number_11") && !end.output.contains("setting_number_12"))
    let named = (12..<22).map { "train.setting_number_\($0)" }.joined(separator: ", ")
    #expect(end.errors.contains("--all-columns also shows \(named)"), "\(end.errors)")
  }

  @Test("has the whole path for its title where that would be another column's")
  func title() throws {
    for (number, loss) in [(1, "mse(x)"), (2, "mae(x)")] {
      try make(number) { $0 + "losses:\n  error: \(loss)\n" }
    }
    let text = try table().table()
    #expect(text.titles.prefix(2) == ["hash", "losses.error"])
    #expect(text.rows.map { $0[1] } == ["mae(x)", "mse(x)"])
  }

  @Test(
    "is short, and cut where it is the same",
    arguments: [
      (["1", "", "22"], ["1", "", "22"]),
      (
        ["mse(decoder(encoder(digit)), digit)", "mse(decoder(encoder(digit)), digit) + 1", ""],
        ["…digit)", "…digit) + 1", ""]
      ),
      (
        [String(repeating: "a", count: 30), "b"],
        [String(repeating: "a", count: 23) + "…", "b"]
      ),
      (
        [String(repeating: "a", count: 30), String(repeating: "a", count: 30)],
        [String(repeating: "a", count: 23) + "…", String(repeating: "a", count: 23) + "…"]
      ),
    ] as [([String], [String])])
  func shortened(values: [String], cells: [String]) {
    #expect(FileDifferences.shortened(values) == cells)
  }

  @Test(
    "calls an activation with fields by its name, and leaves out the defaults of what one side lacks"
  )
  func activations() throws {
    try make(1) { $0.replacing(Self.layer, with: Self.layer + "          activation: relu\n") }
    try make(2) { text in
      let gelu = "          activation:\n            gelu:\n              approximate: false\n"
      let more =
        "      - conv2d:\n          filters: 3\n          dilation: 1\n      - layer_norm:\n          epsilon: 0.5\n"
      return text.replacing(Self.layer, with: Self.layer + gelu + more)
    }
    let runs = try ["1", "2"].map { try RunIndex.run("00000000000\($0)", in: folder.path) }
    #expect(
      RunComparison(runs).differences.map { [$0.path, $0.values[0] ?? "-", $0.values[1] ?? "-"] }
        == [
          ["networks.autoencoder.dense_1.activation", "relu", "gelu"],
          ["networks.autoencoder.conv2d_1.filters", "-", "3"],
          ["networks.autoencoder.layer_norm_1.epsilon", "-", "0.5"],
        ])
    #expect(try table().table().titles.prefix(2) == ["hash", "autoencoder.dense_1.activation"])
  }
}
