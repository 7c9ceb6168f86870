import Artifacts
import Foundation
import Testing

@testable import Commands

@Suite("Pages over runs")
struct RunPagesTests {
  @Test(
    "a comparison has what differs, curves over each other, pictures side by side, and no script")
  func comparison() throws {
    let folder = try RunsFolder()
    let small = QuickExperiment.representatives[0]
    for seed in [1, 2] { try small.run(in: folder.path, more: ["seed=\(seed)"]) }
    let runs = try RunIndex([folder.path]).runs
    let page = try RunPages.comparison(RunComparison(runs))
    #expect(page.contains("<th scope=\"row\">seed</th>"))
    #expect(page.components(separatedBy: "<svg").count == runs[0].figures.names.count + 1)
    for run in runs {
      #expect(page.contains(run.hash) && page.contains("\(run.hash.prefix(4))</text>"))
    }
    #expect(page.components(separatedBy: "data:image/png").count == 9)
    #expect(!page.contains("<script") && !page.contains("src=\"http"))
    #expect(page.utf8.count < 5_000_000)

    let index = try RunPages.index(runs, in: folder.path)
    for run in runs { #expect(index.contains("ecg_anomaly/\(run.hash)/report.html\"")) }
    #expect(!index.contains("<script"))
  }
}
