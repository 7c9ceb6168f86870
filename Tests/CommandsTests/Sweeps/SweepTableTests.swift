import Artifacts
import Diagnostics
import Foundation
import Testing

@testable import Commands
@testable import Training

@Suite("The table of a sweep")
struct SweepTableTests {
  @Test(
    "Student's t is that of scipy.stats.t.ppf (SciPy 1.17.1)",
    arguments: [
      (1, 12.706204736174694, 3.0776835371752544), (2, 4.302652729749462, 1.8856180831641272),
      (3, 3.1824463052837078, 1.637744353696209), (4, 2.7764451051977934, 1.533206274058944),
      (9, 2.262157162798205, 1.3830287383966329), (29, 2.045229642132703, 1.311433647301551),
      (100, 1.9839715185235518, 1.290074761346516),
    ] as [(Double, Double, Double)])
  func student(degrees: Double, two: Double, one: Double) {
    #expect(abs(StudentT.quantile(0.975, degrees: degrees) / two - 1) < 1e-11)
    #expect(abs(StudentT.quantile(0.9, degrees: degrees) / one - 1) < 1e-11)
    #expect(abs(StudentT.quantile(0.1, degrees: degrees) / -one - 1) < 1e-11)
  }

  @Test("a mean's interval is that of scipy.stats.t.interval (SciPy 1.17.1)")
  func interval() throws {
    let found = try #require(SampleStatistics([0.1411, 0.1388, 0.1407]))
    let half = try #require(found.halfWidth)
    #expect(abs(found.mean - half - 0.1371474404742709) < 1e-12)
    #expect(abs(found.mean + half - 0.14325255952572913) < 1e-12)
    #expect(found.median == 0.1407 && found.lowest == 0.1388 && found.highest == 0.1411)
    #expect(SampleStatistics([3])?.halfWidth == nil && SampleStatistics([]) == nil)
    #expect(SampleStatistics([0.1, 0.1, 0.1])?.halfWidth == 0)
  }

  private static let sweep = """
    grid: {params.width: [2, 4, 8]}
    seeds: 3
    objective: {minimize: error, of: best}
    """

  @Test(
    "has a row for each setting, with the best epoch's mean over seeds, and marks what is not told apart from it"
  )
  func rows() throws {
    let folder = try RunsFolder()
    let plan = try SweepSupport.plan(Self.sweep, in: folder.path)
    let figures: [[Double]] = [
      [0.9, 0.4], [0.9, 0.5], [0.9, 0.6],
      [0.1, 0.9], [0.3, 0.9], [0.2, 0.9],
      [0.9, .nan], [0.25, 0.21],
    ]
    for (trial, values) in zip(plan.trials, figures) { try trial.finish(values, in: folder.path) }
    try plan.trials[8].finish([0.3], in: folder.path, status: .failed)
    #expect(
      plan.table(in: folder.path, sorted: false, as: .text) == """
        width  error (best)  n
        2      0.5 ± 0.25    3
        4      0.2 ± 0.25    3
        8      0.21          1  1 diverged, 1 failed

        """)
    let sorted = plan.table(in: folder.path, sorted: true, as: .csv)
    #expect(sorted.split(separator: "\n").dropFirst().map { $0.prefix(1) } == ["4", "8", "2"])
    #expect(plan.table(in: folder.path, sorted: false, as: .markdown).hasPrefix("| width | error"))
    let json = try JSON(parsing: plan.table(in: folder.path, sorted: false, as: .json))
    guard case .array(let rows) = json else {
      Issue.record("no list")
      return
    }
    #expect(rows.count == 3 && rows[0]["mean"] == .number(0.5))
  }

  @Test(
    "a finished trial whose log is gone, damaged or without the figure is counted, and not passed over",
    arguments: ["gone", "damaged", "empty", "another"], [true, false])
  func lacking(how: String, hasObjective: Bool) throws {
    let folder = try RunsFolder()
    let sweep = hasObjective ? Self.sweep : Self.sweep.replacing("objective", with: "# objective")
    let plan = try SweepSupport.plan(sweep, in: folder.path)
    for trial in plan.trials { try trial.finish([0.5], in: folder.path) }
    let log = plan.trials[0].folder(in: folder.path).metrics
    switch how {
    case "gone": try FileManager.default.removeItem(atPath: log)
    case "damaged": try TextFile.write("{\"epoch\": 1, \"err\nnonsense\n", to: log)
    case "empty": try TextFile.write("", to: log)
    default: try TextFile.write(TextFile.read(log).replacing("error", with: "other"), to: log)
    }
    let rows = plan.table(in: folder.path, sorted: false, as: .text).split(separator: "\n")
    let isLacking = hasObjective || how != "another"
    #expect(rows[1].contains("1 without a figure in its log") == isLacking, "\(rows)")
    #expect(!rows[2].contains("without") && !rows[3].contains("without"), "\(rows)")
  }

  @Test(
    "a setting is not told apart from the best where the interval of the differences by seed holds 0"
  )
  func paired() throws {
    let folder = try RunsFolder()
    let plan = try SweepSupport.plan(Self.sweep, in: folder.path)
    // The seeds differ more than the settings do: 4 is better by about 0.01 in each, 8 as often as not.
    let figures = [0.21, 0.52, 0.915, 0.2, 0.5, 0.9, 0.19, 0.53, 0.9]
    for (trial, value) in zip(plan.trials, figures) { try trial.finish([value], in: folder.path) }
    let json = try JSON(parsing: plan.table(in: folder.path, sorted: false, as: .json))
    guard case .array(let rows) = json else {
      Issue.record("no list")
      return
    }
    #expect(rows.map { $0["equals_best"] } == [.boolean(false), .null, .boolean(true)])
    let table = SweepTable(plan, in: folder.path)
    #expect(table.rows.map { table.equalsBest($0) } == [false, nil, true])
    #expect(
      plan.table(in: folder.path, sorted: false, as: .text).contains(
        "= not told apart from the best"))
  }

  @Test("of seeds alone, the row is their mean, and no trial")
  func seedsAlone() throws {
    let folder = try RunsFolder()
    let plan = try SweepSupport.plan("seeds: 3", in: folder.path)
    for (trial, value) in zip(plan.trials, [0.4, 0.5, 0.6]) {
      try trial.finish([value], in: folder.path)
    }
    let rows = plan.table(in: folder.path, sorted: false, as: .text).split(separator: "\n")
    #expect(rows.count == 2, "\(rows)")
    #expect(rows[1].hasPrefix("mean of 3 seeds  0.5 ± 0.25"), "\(rows)")
    #expect(!rows[0].contains("trial"), "\(rows)")
  }

  @Test("compare --sweep shows the figures and the moment that are asked for, over the seeds")
  func moments() throws {
    let folder = try RunsFolder()
    let plan = try SweepSupport.plan(Self.sweep, in: folder.path)
    let figures = [[0.9, 0.4, 0.5], [0.9, 0.5, 0.6], [0.9, 0.6, 0.7]]
    for (trial, values) in zip(plan.trials, figures) { try trial.finish(values, in: folder.path) }
    func table(_ figures: [String]?, _ moment: FigureMoment?) throws -> [Substring] {
      try plan.table(
        in: folder.path, of: figures, at: moment, sorted: true, as: .text
      ).split(separator: "\n").prefix(2).map { $0.prefix { $0 != "±" } }
    }
    #expect(try table(nil, .last).joined().hasPrefix("width  error (last)"))
    #expect(try table(["error"], .last).last == "2      0.6 ")
    #expect(try table(["error"], .best).last == "2      0.5 ")
    #expect(try table(nil, .step(4)).last == "2      0.9 ")
    #expect(refusal { try table(["eror"], nil) }.hasPrefix("there is no figure 'eror'; did you"))
  }

  @Test("A finished trial whose log cannot be read is not left by halving for that")
  func unreadableLog() throws {
    let folder = try RunsFolder()
    let plan = try SweepSupport.plan(
      """
      grid: {params.width: [2, 4]}
      objective: {minimize: error}
      halving: {at: [2 epochs]}
      """, in: folder.path)
    for (trial, error) in zip(plan.trials, [0.1, 0.2]) {
      try trial.finish([error, error, error, error], in: folder.path)
    }
    #expect(Array(Ranking(plan, in: folder.path).left.keys) == [plan.trials[1].hash])
    let log = plan.trials[0].folder(in: folder.path).metrics
    try FileManager.default.removeItem(atPath: log)
    try Folder.create(log)
    let ranking = Ranking(plan, in: folder.path)
    #expect(ranking.left.isEmpty && ranking.next?.text == "2 epochs")
  }
}
