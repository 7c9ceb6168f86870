import Artifacts
import Testing

@testable import Commands

@Suite("What a report says of how its experiment was changed")
struct ReportChangesTests {
  private let folder: RunsFolder

  init() throws {
    folder = try RunsFolder()
    try TextFile.write(
      """
      etch: 1
      name: base
      params: {width: 4}
      data:
        digit: {source: builtin/digits, count: 40}
      networks:
        n:
          input: [28, 28, 1]
          layers: [flatten, {dense: width}, {dense: 784}, {reshape: [28, 28, 1]}]
      losses: {error: "mse(n(digit), digit)"}
      train: {epochs: 1, batch_size: 20, optimizer: sgd, step: {n: {minimize: error}}}
      profiles:
        wide: {params: {width: 6}, data: {digit: {count: 60}}, metrics: {test: error}}

      """, to: "\(folder.path)/sub/base.yaml")
    try TextFile.write(
      "extends: base.yaml\nname: small\ntrain: {epochs: 2}\n", to: "\(folder.path)/sub/small.yaml")
  }

  /// The rows of the table on the page of a run, cells apart.
  private func rows(_ words: [String]) throws -> [String] {
    let run = try EtchProgram(
      ["run", "sub/small.yaml", "--backend", "reference"] + words, limits: "cd '\(folder.path)'")
    #expect(run.status == 0, "\(run.errors)")
    let path = try RunIndex.path("small", in: folder.path + "/outputs")
    let page = try TextFile.read(path + "/report.html")
    guard let table = page.components(separatedBy: "<caption>What differs from ").dropFirst().first
    else { return [] }
    #expect(table.hasPrefix("small.yaml</caption>"))
    return table.components(separatedBy: "</table>")[0].split(separator: "\n")
      .filter { $0.hasPrefix("<tr>") }.map { row in
        row.matches(of: /<t[hd][^>]*>([^<]*)</).map { String($0.output.1) }.joined(separator: " | ")
      }
  }

  @Test("What the profile and the command line say stands beside what the file has, its base's too")
  func changed() throws {
    let words = ["--profile", "wide", "params.width=5", "train.optimizer={sgd: {momentum: 0.5}}"]
    #expect(
      try rows(words) == [
        "params.width | 5 | 4 | the command line",
        "data.digit.count | 60 | 40 | profile &#39;wide&#39;",
        "train.optimizer.sgd.momentum | 0.5 |  | the command line",
        "metrics | test: error |  | profile &#39;wide&#39;",
      ])
  }

  @Test("What is set as it was is no difference; without any there is no table")
  func unchanged() throws {
    #expect(try rows([]).isEmpty)
    #expect(try rows(["--fresh", "params.width=4", "train.epochs=2"]).isEmpty)
  }
}
