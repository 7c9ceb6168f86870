import Artifacts
import Diagnostics
import Foundation
import Testing

@testable import Commands
@testable import Training

@Suite("Which figures are compared, and at which moment")
struct FigureMomentTests {
  private let folder: RunsFolder
  private let runs: [IndexedRun]

  /// Two runs of three and two epochs of four steps that were never trained; the error is what they minimize.
  init() throws {
    folder = try RunsFolder()
    for (hash, lines) in [
      ("aaaaaaaaaaaa", [(0.5, 0.1), (0.2, 0.3), (0.3, 0.2)]),
      ("bbbbbbbbbbbb", [(0.4, 0.5), (0.1, 0.4)]),
    ] {
      let run = RunFolder("\(folder.path)/tiny/\(hash)")
      try RunRecord(
        status: .finished, name: "tiny", hash: hash, versions: [:], machine: .current(threads: 1)
      ).write(to: run.record)
      try TextFile.write(
        """
        etch: 1
        name: tiny
        data: {digit: {source: builtin/digits, count: 40}}
        networks:
          n: {input: [28, 28, 1], layers: [flatten, {dense: 784}, {reshape: [28, 28, 1]}]}
        losses: {error: "mse(n(digit), digit)"}
        train: {epochs: 3, batch_size: 20, optimizer: sgd, step: {n: {minimize: error}}}

        """, to: run.experiment)
      let log = lines.enumerated().map { index, pair in
        #"{"epoch":\#(index + 1),"step":\#(4 * (index + 1)),"kind":"epoch","error":\#(pair.0),"accuracy":\#(pair.1)}"#
          + "\n"
      }
      try TextFile.write(log.joined(), to: run.metrics)
    }
    runs = try ["a", "b"].map { [path = folder.path] in try RunIndex.run($0, in: path) }
  }

  /// The rows of figures, without blanks.
  private func rows(_ figures: [String]?, _ moment: FigureMoment?) throws -> [String] {
    try RunComparison(runs, figures: figures, at: moment).table().rows
      .filter { ["error", "accuracy"].contains($0[0]) }.map { $0.joined(separator: " ") }
  }

  @Test(
    "The last, the best or that of a step; of what is not known to be better high or low, both ends",
    arguments: [
      (FigureMoment.last, ["error last 0.3 0.1 -0.2", "accuracy last 0.2 0.4 +0.2"]),
      (
        .best,
        [
          "error best 0.2 @2 0.1 @2 -0.1", "accuracy lowest 0.1 @1 0.4 @2 +0.3",
          "accuracy highest 0.3 @2 0.5 @1 +0.2",
        ]
      ),
      (.step(9), ["error step 9 0.2 @2 0.1 @2 -0.1", "accuracy step 9 0.3 @2 0.4 @2 +0.1"]),
      (.step(4), ["error step 4 0.5 @1 0.4 @1 -0.1", "accuracy step 4 0.1 @1 0.5 @1 +0.4"]),
      (.step(3), ["error step 3   ", "accuracy step 3   "]),
    ])
  func moments(moment: FigureMoment, found: [String]) throws {
    #expect(try rows(nil, moment) == found)
  }

  @Test("Only the figures that are asked for, in that order; another is told with the nearest")
  func figures() throws {
    #expect(
      try rows(["accuracy", "error"], .last) == [
        "accuracy last 0.2 0.4 +0.2", "error last 0.3 0.1 -0.2",
      ])
    #expect(try rows(["accuracy"], nil).count == 3)
    let wrong = refusal { try rows(["acuracy"], nil) }
    #expect(
      wrong
        == "there is no figure 'acuracy'; did you mean 'accuracy'?; the figures are error, accuracy"
    )
  }

  @Test("Data has half of the 95 % interval of a last value in a row of its own")
  func halfWidths() throws {
    let path = runs[1].folder.metrics
    try TextFile.write(
      TextFile.read(path)
        + #"{"epoch":3,"step":12,"kind":"epoch","error":0.3,"accuracy":0.8,"confidence-95":{"accuracy":0.0125}}"#
        + "\n", to: path)
    let runs = try ["a", "b"].map { try RunIndex.run($0, in: folder.path) }
    func widths(_ moment: FigureMoment?, isData: Bool = true) throws -> [[String]] {
      try RunComparison(runs, figures: nil, at: moment).table(isData: isData).rows
        .filter { $0[1] == "half_width_95" }
    }
    let found = [["accuracy", "half_width_95", "", "0.0125", ""]]
    #expect(try widths(nil) == found && widths(.last) == found)
    // It is that of the last value, which others do not show; people read it behind that.
    #expect(try widths(.step(4)).isEmpty && widths(nil, isData: false).isEmpty)
    let json = try EtchProgram(["compare"] + runs.map(\.folder.path) + ["--json"])
    let rows = try JSON(parsing: json.output)
    guard case .array(let items) = rows else { throw Diagnostic("no list: \(json)", at: nil) }
    let row = try #require(items.first { $0["value"] == .string("half_width_95") })
    #expect(row["of"] == .string("accuracy") && row["bbbbbbbbbbbb"] == .number(0.0125))
    #expect(row["aaaaaaaaaaaa"] == .null && row["change"] == .null)
  }

  @Test(
    "A moment is a word or a step",
    arguments: [
      ("last", FigureMoment.last), ("best", .best), ("500", .step(500)), ("0", .step(0)),
    ])
  func words(word: String, moment: FigureMoment) throws {
    #expect(try FigureMoment(word) == moment)
  }

  @Test("What is none is told", arguments: ["", "-1", "lowest", "1e3"])
  func wrong(word: String) {
    #expect(refusal { try FigureMoment(word) }.hasPrefix("'\(word)' is no moment; write 'last'"))
  }

  @Test("A run that is compared with itself is told of and shown once")
  func same() throws {
    for (words, places, remark) in [
      (
        ["tiny", "-", "a"], [0, 1, 0],
        "'tiny', 'a' are the same run, tiny/aaaaaa; it is shown once"
      ),
      (["b", "a", "b"], [1, 0, 1], "'b' stands here more than once; it is shown once"),
      (["a", "tiny"], [0, 0], "both are the same run, tiny/aaaaaa: there is nothing to compare"),
      (
        ["a", "a", "a"], [0, 0, 0],
        "all are the same run, tiny/aaaaaa: there is nothing to compare"
      ),
      (["a", "b"], [0, 1], nil),
    ] as [([String], [Int], String?)] {
      let distinct = RunComparison.distinct(words, places.map { runs[$0] })
      #expect(distinct.remark == remark)
      #expect(distinct.runs.count == Set(places).count)
      #expect(distinct.runs[0].hash == runs[places[0]].hash)
    }
    let path = runs[0].folder.path
    let end = try EtchProgram(["compare", path, path])
    #expect(end.status == 0 && end.errors.contains("both are the same run"), "\(end.errors)")
    #expect(end.output.contains("0.3") && !end.output.contains("change"), "\(end.output)")
  }

  @Test("Columns of runs of one hash have their names too, or their folders")
  func titles() throws {
    #expect(RunComparison(runs).titles == ["aaaaaaaaaaaa", "bbbbbbbbbbbb"])
    let copy = folder.path + "/copy/aaaaaaaaaaaa"
    try Folder.create(folder.path + "/copy")
    try FileManager.default.copyItem(atPath: runs[0].folder.path, toPath: copy)
    #expect(
      try RunComparison([runs[0], IndexedRun(copy)]).titles == [runs[0].folder.path, copy])
    var record = try RunRecord.read(from: copy + "/run.json")
    record.name = "other"
    try record.write(to: copy + "/run.json")
    #expect(
      try RunComparison([runs[0], IndexedRun(copy)]).titles
        == ["tiny/aaaaaaaaaaaa", "other/aaaaaaaaaaaa"])
  }

  @Test("On the command line too, where the page has the same table and charts")
  func command() throws {
    let words = runs.map(\.folder.path) + ["--figures", "accuracy", "--at", "best"]
    let table = try EtchProgram(["compare"] + words)
    #expect(table.status == 0 && table.output.contains("accuracy  highest"), "\(table.errors)")
    #expect(!table.output.contains("error"))
    let twice = runs.map(\.folder.path) + ["--figures", "accuracy,accuracy", "--at", "best"]
    #expect(try EtchProgram(["compare"] + twice).output == table.output)
    let path = folder.path + "/page.html"
    let page = try EtchProgram(["compare"] + words + ["--html", path])
    #expect(page.status == 0, "\(page.errors)")
    let html = try TextFile.read(path)
    #expect(html.components(separatedBy: "<svg xmlns").count == 2 && html.contains(">highest</td>"))
    let none = try EtchProgram(["compare"] + runs.map(\.folder.path) + ["--figures", ","])
    #expect(none.status == 2 && none.errors.contains("names with commas between them"))
  }
}
