import Artifacts
import Diagnostics

/// `index.html` of a sweep: what came out, its trials, their curves over each other, their last pictures.
struct SweepPage {
  /// The rows of a table, the figures of a trial, and the charts at most, so that the page keeps its limit.
  private static let mostRows = 1000
  private static let mostFigures = 3
  private static let mostCharts = 6

  private let plan: SweepPlan
  private let out: String
  private let folder: SweepFolder
  private let table: SweepTable
  /// Those of the trials that have begun, by hash.
  private let runs: [String: IndexedRun]

  /// - Parameter table: as the trials are now.
  init(_ plan: SweepPlan, in out: String, table: SweepTable) {
    self.plan = plan
    self.out = out
    folder = SweepFolder(plan, in: out)
    self.table = plan.hasObjective ? table.sorted() : table
    runs = Dictionary(plan.runs(in: out).map { ($0.hash, $0) }, uniquingKeysWith: { one, _ in one })
  }

  /// Writes the page, whole or not at all.
  ///
  /// - Throws: a picture that cannot be read, a disk that does not take the page.
  func write() throws { try TextFile.write(html(), to: folder.page) }

  /// - Throws: a picture that cannot be read.
  func html() throws -> String {
    try OverviewPage(
      title: "Sweep \(plan.name)", lead: plan.heading,
      sections: [settings, trials] + curvesAndPictures()
    ).html()
  }

  /// How many rows a table has; where some are left out, of how many.
  private func countedRows(_ count: Int, _ noun: String) -> String {
    let all = count.counted(noun)
    return count > Self.mostRows ? "The first \(Self.mostRows) of \(all)" : all
  }

  private var settings: OverviewPage.Section {
    let shown = table.table
    return OverviewPage.Section(
      "What came out", lead: table.legend.split(separator: "\n").first.map(String.init),
      tables: [
        .init(
          caption: countedRows(shown.rows.count, "setting")
            + (plan.hasObjective ? ", the best first" : "")
            + ": means over the seeds, ± half of their 95 % interval",
          titles: shown.titles,
          rows: shown.rows.prefix(Self.mostRows).map { row in row.map { OverviewPage.Cell($0) } })
      ])
  }

  private var trials: OverviewPage.Section {
    let list = plan.list(in: out)
    let figures = Array(table.figures.prefix(Self.mostFigures))
    let rows = zip(plan.trials, list.rows).prefix(Self.mostRows).map { trial, texts in
      cells(of: trial, texts, figures)
    }
    return OverviewPage.Section(
      "Trials",
      tables: [
        .init(
          caption: countedRows(plan.trials.count, "trial")
            + "; a hash leads to the run, its state to what it printed",
          titles: list.titles + figures.map { $0 + table.note }, rows: rows)
      ])
  }

  /// - Parameter texts: number, hash, settings, state.
  private func cells(
    of trial: Trial, _ texts: [String], _ figures: [String]
  ) -> [OverviewPage.Cell] {
    let run = runs[trial.hash]
    func link(_ column: Int) -> String? {
      switch column {
      case 1: run.flatMap { RunPages.link($0, from: folder.path) }
      case texts.count - 1:
        Folder.exists(folder.log(of: trial)) ? SweepFolder.log(of: trial) : nil
      default: nil
      }
    }
    let values = figures.map { name -> OverviewPage.Cell in
      let value = run.flatMap { plan.definition.value(of: name, in: $0.figures) }
      return OverviewPage.Cell(value.map { RunFigures.short($0) } ?? "")
    }
    return texts.enumerated().map { OverviewPage.Cell($0.element, link: link($0.offset)) } + values
  }

  // MARK: Runs over each other and side by side

  /// Those of the best settings first, so that these have the colours; none before a trial has begun.
  private func curvesAndPictures() throws -> [OverviewPage.Section] {
    let places = Dictionary(
      table.rows.enumerated().map { ($0.element.trial.group, $0.offset) },
      uniquingKeysWith: { one, _ in one })
    let ordered = plan.trials.enumerated().sorted { a, b in
      let (first, second) = (places[a.element.group] ?? .max, places[b.element.group] ?? .max)
      return (first, a.offset) < (second, b.offset)
    }.compactMap { runs[$0.element.hash] }
    guard !ordered.isEmpty else { return [] }
    let comparison = RunComparison(ordered)
    let page = ComparisonPage(comparison, in: folder.path)
    let wanted = table.figures.filter { comparison.figures.contains($0) }
    let figures = wanted + comparison.figures.filter { !wanted.contains($0) }
    let charts = page.charts(of: Array(figures.prefix(Self.mostCharts)))
    let firsts = page.firsts
    let shown = Array(firsts.prefix(ComparisonPage.mostCurves))
    let pictures = try ComparisonPage(RunComparison(shown), in: folder.path).pictures(
      foldsOthers: false,
      lead: lead(
        shown.count, of: firsts.count, areSettings: Set(ordered.map(\.group)).count > 1))
    return [
      OverviewPage.Section(
        "Curves",
        lead: figures.count > Self.mostCharts
          ? "\(Self.mostCharts) of \(figures.count) figures; 'etch compare --sweep \(plan.file.shownShellWord) --html FILE' has all"
          : nil, charts: charts)
    ] + pictures
  }

  /// Whose pictures are shown.
  private func lead(_ count: Int, of all: Int, areSettings: Bool) -> String {
    let noun = areSettings ? "setting" : "trial"
    let each = count < all ? "each of the first \(count) of \(all) \(noun)s" : "each \(noun)"
    return "Of \(areSettings ? "one trial of " : "")\(each): "
      + "the newest moment that all of them have, or the newest of each."
  }
}

extension SweepPlan {
  /// Where the page stands.
  public func page(in out: String) -> String { SweepFolder(self, in: out).page }
}
