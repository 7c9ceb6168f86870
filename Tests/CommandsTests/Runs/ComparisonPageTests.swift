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
    #expect(page.contains(">error, means over the seeds, from the lowest to the highest<span"))
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
    #expect(page.contains(">error; the first 12 of 15 in colour<span"))
    #expect(labels(page).count == 12 && page.contains("Grey lines without a name: 3."))
    #expect(count("opacity=\".25\"/>", page) == 1)
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
