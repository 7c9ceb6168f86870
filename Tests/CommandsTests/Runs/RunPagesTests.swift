import Artifacts
import Foundation
import Testing
import Training

@testable import Commands

extension RunFolder {
  /// Makes a run look as old as this.
  fileprivate func setUpdated(_ moment: String) throws {
    var record = try RunRecord.read(from: self.record)
    record.updated = moment
    try record.write(to: self.record)
  }
}

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
    #expect(page.components(separatedBy: "<svg xmlns").count == runs[0].figures.names.count + 1)
    for run in runs {
      let setting = "seed=\(try #require(run.value("seed")))"
      #expect(page.contains(run.hash) && page.contains("\(setting)</text>"))
      #expect(page.contains("\(run.hash.prefix(4)): \(setting)"))
    }
    // Four plots of two runs at three moments, the newest open.
    #expect(page.components(separatedBy: "data:image/").count == 1 + 4 * 2 * 3)
    #expect(page.components(separatedBy: "<details><summary>epoch 2</summary>").count == 1 + 4)
    #expect(page.components(separatedBy: "</h3>\n<p>epoch 3</p>").count == 1 + 4)
    #expect(!page.contains("<script") && !page.contains("src=\"http"))
    #expect(page.utf8.count < 5_000_000)

    let index = try RunPages.index(runs, in: folder.path)
    for run in runs { #expect(index.contains("ecg_anomaly/\(run.hash)/report.html\"")) }
    #expect(!index.contains("<script"))
    // It is read at another time.
    #expect(index.contains("2 runs of 1 experiment</p>") && !index.contains(" ago<"))
    for run in runs {
      #expect(index.contains("\(run.record.updated.prefix(10)) ") && index.contains(" UTC</td>"))
    }
  }

  @Test(
    "A moment is written to the minute, and what is no moment as it is",
    arguments: [
      ("2026-05-17T09:30:59Z", "2026-05-17 09:30 UTC"), ("yesterday", "yesterday"), ("", ""),
      ("2026-05-17T09:30:59+02:00", "2026-05-17T09:30:59+02:00"),
    ])
  func dates(written: String, shown: String) { #expect(RunTable.date(written) == shown) }

  @Test("a gallery has the newest finished run of each experiment, with time, memory and pictures")
  func gallery() throws {
    let folder = try RunsFolder()
    let small = QuickExperiment.representatives
    let old = try small[0].run(in: folder.path, more: ["seed=1"]).run
    try old.folder.setUpdated("2020-01-01T00:00:00Z")
    let newest = try small[0].run(in: folder.path, more: ["seed=2"]).run
    // What was begun later, and is not at its end, does not hide it.
    try small[0].run(in: folder.path, more: ["seed=3"], steps: 1)
    let other = try small[3].run(in: folder.path).run
    let path = folder.path + "/zoo.html"
    try RunPages.writeGallery(RunIndex([folder.path]).runs, to: path)
    let page = try TextFile.read(path)
    for run in [newest, other] {
      let record = try RunRecord.read(from: run.folder.record)
      #expect(page.contains("\(record.name)/\(record.hash)/report.html\""))
      #expect(try #require(record.peakMemoryBytes) > 10_000_000)
      for picture in record.pictures ?? [] where picture.hasSuffix(".png") {
        let name = picture.split(separator: "/").last?.dropLast(4) ?? ""
        #expect(page.contains(String(name)), "\(name) of \(record.name)")
      }
    }
    #expect(page.components(separatedBy: "/report.html").count == 3)
    // What an experiment is about stands below its name.
    let title = /<h2>ecg_anomaly<\/h2>\n<p>[^<]+<\/p>\n<div class="scroll" tabindex/
    #expect(page.firstMatch(of: title) != nil)
    #expect(
      page.matches(of: /<h3>([^<]*)<\/h3>/).map { String($0.output.1) }
        == ["Pictures", "Curves", "Pictures", "Curves"])
    #expect(page.contains(" MB</td>") && page.contains("2 experiments"))
    #expect(page.contains("<svg") && !page.contains("<script"))
    // On paper a table of both was as wide as two pages.
    #expect(page.components(separatedBy: "<caption>Its last figures</caption>").count == 3)
    #expect(page.contains("<td></td><th scope=\"col\" class=\"number\">reconstruction</th>"))
    // Curves are those of the runs' reports.
    #expect(page.contains("<figcaption>accuracy (test)</figcaption>"))
    // Four plots of one, one sample of the other.
    #expect(page.components(separatedBy: "data:image/").count == 6)
  }
}
