import Artifacts
import Foundation
import Testing

@testable import Commands
@testable import Training

@Suite("The page of runs side by side")
struct ComparisonPageTests {
  private let folder: RunsFolder

  init() throws { folder = try RunsFolder() }

  /// A run that was never trained; runs of one group differ in the seed.
  @discardableResult
  private func make(
    _ number: Int, group: String, seed: Int, width: Int = 8, values: [Double], every: Int = 4
  ) throws -> RunFolder {
    let hash = String(format: "%012x", number)
    let run = RunFolder("\(folder.path)/tiny/\(hash)")
    var record = RunRecord(
      status: .finished, name: "tiny", hash: hash, versions: [:], machine: .current(threads: 1))
    record.updated = String(format: "2026-01-01T00:00:%02dZ", 59 - number % 60)
    record.request = RunRecord.Request(
      identity: hash, groupIdentity: group, root: "/", file: "tiny.yaml", profile: nil,
      overrides: ["params.width=\(width)", "seed=\(seed)"], params: ["width": "\(width)"],
      commandLine: [])
    try record.write(to: run.record)
    try TextFile.write("etch: 1\nname: tiny\nseed: \(seed)\n", to: run.experiment)
    let lines = values.enumerated().map { index, value in
      #"{"epoch":\#(index + 1),"step":\#(every * (index + 1)),"kind":"epoch","error":\#(value)}"#
        + "\n"
    }
    try TextFile.write(lines.joined(), to: run.metrics)
    return run
  }

  private func page() throws -> String {
    try RunPages.comparison(RunComparison(RunIndex([folder.path]).runs))
  }

  private func count(_ word: String, _ page: String) -> Int {
    page.components(separatedBy: word).count - 1
  }

  /// The ends of lines: `width=8`.
  private func labels(_ page: String) -> [String] {
    page.matches(of: /dy=".35em">([^<]*=[^<]*)</).map { String($0.output.1) }
  }

  @Test("A setting has one line over its seeds, their mean, in a band from lowest to highest")
  func bands() throws {
    let runs: [(Int, [Double])] = [
      (8, [4, 2, 1]), (8, [6, 2.5, 3]), (4, [9, 9]), (4, [7, 7, 5]), (2, [1, 1, 1]),
    ]
    for (number, (width, values)) in runs.enumerated() {
      try make(number, group: "w\(width)", seed: number, width: width, values: values)
    }
    let page = try page()
    #expect(labels(page).sorted() == ["width=2", "width=4", "width=8"])
    #expect(count("opacity=\".18\"", page) == 2)
    #expect(page.contains(">error, means over the seeds, from the lowest to the highest"))
    #expect(page.contains("width=8 goes from 5 to 2;"))
    #expect(page.contains("it is the mean of what ends between 1 and 3"))
    // Where one has ended, the mean is of the others.
    #expect(page.contains("width=4 goes from 8 to 5;"))
    #expect(page.contains(">epoch 3</text>"))
  }

  @Test("Of one setting alone the seeds are compared, each with a line of its own")
  func seeds() throws {
    for seed in 1...3 { try make(seed, group: "w", seed: seed, values: [1, 0.5]) }
    let page = try page()
    #expect(labels(page).sorted() == ["seed=1", "seed=2", "seed=3"])
    #expect(!page.contains("opacity=\".18\"") && !page.contains("means over the seeds"))
  }

  @Test("Twelve settings have colours, the rest is grey")
  func grey() throws {
    for number in 1...15 {
      try make(number, group: "w\(number)", seed: 1, width: number, values: [Double(number), 1])
    }
    let page = try page()
    #expect(page.contains(">error; the first 12 of 15 in colour"))
    #expect(labels(page).count == 12 && page.contains("Grey lines without a name: 3."))
    #expect(count("opacity=\".25\"/>", page) == 1)
  }

  /// Leaves a sample of each moment.
  private func show(_ run: RunFolder, _ moments: [String], name: String = "sheet") throws {
    for moment in moments {
      let picture = Picture(height: 2, width: 2, channels: 1, filledWith: 9)
      try AtomicFile.write(PNG.encode(picture), to: run.sample(name, at: moment))
    }
  }

  /// The moments of a page in order, those that are open as they are and those that are folded in brackets.
  private func moments(_ page: String) -> [String] {
    page.matches(of: /<p>([^<]*)<\/p>\n<div class="moments">|<summary>([^<]*)<\/summary>/).map {
      $0.output.1.map(String.init) ?? "(\($0.output.2 ?? ""))"
    }
  }

  private func twoRuns() throws -> (RunFolder, RunFolder) {
    (
      try make(1, group: "a", seed: 1, width: 1, values: [1, 2, 3]),
      try make(2, group: "b", seed: 1, width: 2, values: [1, 2])
    )
  }

  @Test("Pictures of one moment stand side by side, the newest that all runs have open")
  func shared() throws {
    let (one, two) = try twoRuns()
    try show(one, ["epoch-0001", "epoch-0002", "epoch-0003", "step-00000000"])
    try show(two, ["epoch-0001", "epoch-0002", "step-00000006"])
    let page = try page()
    #expect(
      moments(page) == [
        "epoch 2", "(epoch 3, of 1 of 2 runs)", "(step 6, of 1 of 2 runs)", "(epoch 1)",
        "(before training, of 1 of 2 runs)",
      ])
    let open = page.components(separatedBy: "<details>")[0]
    for width in [1, 2] { #expect(open.contains("alt=\"width=\(width), epoch-0002\"")) }
    // As of a step, what came later is left out.
    let runs = try RunIndex([folder.path]).runs
    let early = try RunPages.comparison(RunComparison(runs, figures: nil, at: .step(4)))
    #expect(moments(early) == ["epoch 1", "(before training, of 1 of 2 runs)"])
  }

  @Test("Where no moment is common the newest of each run are open")
  func apart() throws {
    let (one, two) = try twoRuns()
    try show(one, ["epoch-0001", "epoch-0003"])
    try show(two, ["epoch-0002"])
    let page = try page()
    #expect(moments(page).first == "the newest of each" && moments(page).count == 4)
    let open = page.components(separatedBy: "<details>")[0]
    #expect(open.contains("epoch-0003\"") && open.contains("epoch-0002\""))
    // A sample that one run has alone is no reason to look for another moment.
    try show(two, ["epoch-0002"], name: "alone")
    #expect(try moments(self.page()).first == "epoch 2")
  }

  @Test("Of many moments eight are shown; of many runs the newest alone")
  func many() throws {
    let (one, two) = try twoRuns()
    let all = (1...30).map { String(format: "epoch-%04d", $0) }
    for run in [one, two] { try show(run, all) }
    let shown = try moments(page())
    #expect(shown.count == 8 && shown.first == "epoch 30" && shown.last == "(epoch 1)")
    for number in 3...13 {
      try make(number, group: "\(number)", seed: 1, width: number, values: [1, 2])
    }
    #expect(try moments(page()) == ["epoch 30"])
  }

  @Test("A page beside its runs leads to what has no room on it")
  func links() throws {
    let (one, _) = try twoRuns()
    var state: UInt32 = 7
    let noise = (0..<2000 * 2000).map { _ -> UInt8 in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(state >> 24)
    }
    for moment in ["epoch-0001", "epoch-0002"] {
      try AtomicFile.write(
        PNG.encode(Picture(height: 2000, width: 2000, channels: 1, pixels: noise)),
        to: one.sample("sheet", at: moment))
    }
    let path = folder.path + "/page.html"
    try RunPages.writeComparison(RunComparison(RunIndex([folder.path]).runs), to: path)
    let page = try TextFile.read(path)
    #expect(page.utf8.count < 5_000_000)
    #expect(page.contains("href=\"./tiny/000000000001/samples/epoch-0001/sheet.png\""))
  }

  @Test("Of a picture that has no room only the beginning is read")
  func unread() throws {
    let (one, two) = try twoRuns()
    for run in [one, two] { try show(run, ["epoch-0001", "epoch-0002"]) }
    // More than is read of any picture; the rest of it takes no room on the disk.
    let file = try FileHandle(
      forWritingTo: URL(filePath: one.sample("sheet", at: "epoch-0001")))
    try file.truncate(atOffset: 300_000_000)
    try file.close()
    let page = try page()
    #expect(count("data:image/png", page) == 3 && page.utf8.count < 5_000_000)
    #expect(
      page.contains("samples/epoch-0001/sheet.png: 2 pixels high and 2 wide; left out of this page")
    )
  }

  @Test("Epochs stand below the steps where they end at the same steps in all runs")
  func epochs() throws {
    try make(1, group: "a", seed: 1, width: 1, values: [1, 2])
    try make(2, group: "b", seed: 1, width: 2, values: [1, 2, 3])
    #expect(try page().contains(">epoch 3</text>"))
    try make(3, group: "c", seed: 1, width: 3, values: [1, 2], every: 5)
    #expect(try !page().contains(">epoch "))
  }
}
