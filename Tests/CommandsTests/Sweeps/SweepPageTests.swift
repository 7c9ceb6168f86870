import Artifacts
import Foundation
import Testing

@testable import Commands
@testable import Training

@Suite("The page of a sweep")
struct SweepPageTests {
  private let folder: RunsFolder
  private var page: String { folder.path + "/sweeps/widths/index.html" }

  init() throws { folder = try RunsFolder() }

  /// A sweep as it stands before its first trial begins.
  private func plan(_ text: String) throws -> SweepPlan {
    let plan = try SweepSupport.plan(text, in: folder.path)
    try SweepFolder(plan, in: folder.path).write(plan)
    return plan
  }

  private func html(_ plan: SweepPlan) throws -> String {
    let table = SweepTable(plan, in: folder.path)
    try SweepPage(plan, in: folder.path, table: table).write()
    #expect(leftovers(in: folder.path) == [])
    return try TextFile.read(page)
  }

  /// Leaves a sample of a trial, noise of that many pixels a side.
  private func show(_ trial: Trial, side: Int) throws {
    var state: UInt32 = 7
    let noise = (0..<side * side).map { _ -> UInt8 in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(state >> 24)
    }
    try AtomicFile.write(
      PNG.encode(Picture(height: side, width: side, channels: 1, pixels: noise)),
      to: trial.folder(in: folder.path).sample("sheet", at: "epoch-0002"))
  }

  private func count(_ word: String, _ page: String) -> Int {
    page.components(separatedBy: word).count - 1
  }

  private static let widths = """
    grid: {params.width: [2, 4, 8]}
    seeds: 2
    objective: {minimize: error, of: best}
    """

  @Test("has what came out, the best first, each trial with its run and log, curves and pictures")
  func whole() throws {
    let plan = try plan(Self.widths)
    let figures: [[Double]] = [[0.9, 0.4], [0.9, 0.6], [0.1, 0.9], [0.3, 0.9], [0.7, 0.7]]
    for (trial, values) in zip(plan.trials, figures) {
      try trial.finish(values, in: folder.path)
      try show(trial, side: 4)
    }
    let first = plan.trials[0]
    try TextFile.write("<html>", to: first.folder(in: folder.path).report)
    try TextFile.write("said", to: SweepFolder(plan, in: folder.path).log(of: first))
    let html = try html(plan)
    #expect(html.contains("<h1>Sweep widths</h1>"))
    #expect(html.contains("<p>widths: 6 trials of tiny (3 settings x 2 seeds)</p>"))
    let rows = html.matches(of: /<tr><th scope="row">(\d+)<\/th>/).map { String($0.output.1) }
    // Settings, then trials.
    #expect(rows == ["4", "2", "8", "1", "2", "3", "4", "5", "6"])
    #expect(html.contains("<td>0.2 ± 1.3</td><td>2</td>"))
    let hash = first.hash
    #expect(html.contains("<a href=\"./../../tiny/\(hash)/report.html\">\(hash)</a>"))
    #expect(html.contains("<a href=\"./logs/\(hash).txt\">finished</a></td><td>0.4</td>"))
    #expect(html.contains("<a href=\"./../../tiny/\(plan.trials[1].hash)/\">"))
    #expect(html.contains("<td>\(plan.trials[5].hash)</td>") && html.contains("<td>waiting</td>"))
    // A line for each setting, the best first; a picture of one trial of each.
    let ends = html.matches(of: /dy=".35em">(width=[^<]*)</).map { String($0.output.1) }
    #expect(Set(ends) == ["width=2", "width=4", "width=8"])
    #expect(html.contains("means over the seeds, from the lowest to the highest"))
    #expect(count("data:image/png", html) == 3)
    #expect(html.contains("<p>Of one trial of each setting: the newest moment that all of them"))
    #expect(html.contains("alt=\"width=4, epoch-0002\""))
    #expect(!html.contains("<script") && !html.contains("src=\"http"))
  }

  @Test("is there before a trial has begun, and of seeds alone")
  func beginning() throws {
    let empty = try html(plan(Self.widths))
    #expect(empty.contains("<h2>Trials</h2>") && count("<td>waiting</td>", empty) == 6)
    #expect(!empty.contains("<h2>Curves</h2>") && !empty.contains("<h2>Pictures</h2>"))
    let seeds = try plan("seeds: 3")
    for trial in seeds.trials {
      try trial.finish([0.5, 0.25], in: folder.path)
      try show(trial, side: 4)
    }
    let whole = try html(seeds)
    #expect(whole.contains("<p>Of each trial: the newest moment"))
    #expect(whole.contains("mean of 3 seeds") && count("data:image/png", whole) == 3)
  }

  @Test(
    "keeps its limit: of many settings twelve have pictures, which are made smaller and lead to their files"
  )
  func limit() throws {
    let widths = (1...14).map { "\($0)" }.joined(separator: ", ")
    let plan = try plan("grid: {params.width: [\(widths)]}")
    for trial in plan.trials {
      try trial.finish([0.5, 1 / Double(trial.number)], in: folder.path)
      try show(trial, side: 700)
    }
    let html = try html(plan)
    #expect(html.utf8.count < 5_000_000)
    #expect(html.contains("Of one trial of each of the first 12 of 14 settings: "))
    let shown = count("data:image/png", html)
    #expect(shown == 12 && count("; made smaller for this page", html) == 12)
    #expect(count("width=\"400\" height=\"400\"", html) == 12)
    let last = plan.trials[11].hash
    #expect(html.contains("<a href=\"./../../tiny/\(last)/samples/epoch-0002/sheet.png\">"))
  }

  @Test("A sweep is done without it, and says why there is none")
  func missing() throws {
    let file = try SweepSupport.write(
      "profile: quick\ngrid: {params.width: [2]}\n", in: folder.path)
    try Folder.create(page)
    let end = try EtchProgram(["sweep", file, "--out", folder.path])
    #expect(end.status == 0, "\(end.errors)")
    #expect(end.errors.contains("there is no page of the sweep: cannot write '"), "\(end.errors)")
    try FileManager.default.removeItem(atPath: page)
    let again = try EtchProgram(["sweep", file, "--out", folder.path])
    #expect(again.status == 0 && !again.errors.contains("there is no page"), "\(again.errors)")
    #expect(try TextFile.read(page).contains(">finished</a>"))
  }
}
