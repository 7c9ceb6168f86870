import Artifacts
import Diagnostics
import Experiment
import Foundation
import Training

extension RunPages {
  /// The most charts and figures of one experiment.
  private static let mostCharts = 3
  private static let mostFigures = 8
  /// The pictures of a gallery that are open: each experiment has its share of them, and others below.
  private static let mostPictures = 200

  /// What experiments came to, on one page: of each the newest run, a finished one where there is one: its last pictures,
  /// its curves, how long it took and how much memory.
  ///
  /// - Parameters:
  ///   - runs: the newest first.
  ///   - folder: where the page will stand.
  /// - Throws: a log or picture that cannot be read.
  public static func gallery(_ runs: [IndexedRun], in folder: String) throws -> String {
    let shown = Dictionary(grouping: runs, by: \.name).values.compactMap { own in
      own.first { $0.record.status == .finished } ?? own.first
    }.sorted { $0.name < $1.name }
    let seconds = shown.compactMap { $0.record.timings["run"] }.reduce(0, +)
    return try OverviewPage(
      title: "What experiments came to",
      lead: "\(shown.count.counted("experiment")), \(minutes(seconds)) in all",
      sections: shown.map {
        try section($0, from: folder, pictures: max(1, mostPictures / shown.count))
      }
    ).html()
  }

  /// Writes ``gallery(_:in:)``.
  public static func writeGallery(_ runs: [IndexedRun], to path: String) throws {
    try AtomicFile.write(gallery(runs, in: Folder.parent(of: path)), to: path)
  }

  /// - Parameter most: how many pictures are open.
  private static func section(
    _ run: IndexedRun, from folder: String, pictures most: Int
  ) throws -> OverviewPage.Section {
    let records = Folder.exists(run.folder.metrics) ? try MetricsLog.read(run.folder.metrics) : []
    let record = run.record
    let curves = try MetricCurves(
      LateFigures(run.folder).merged(into: records),
      figures: RunReport.experiment(of: run.folder, record)?.model.loggedFigures)
    let steps = record.steps ?? run.figures.step
    let link = Self.link(run, from: folder)
    let cells: [OverviewPage.Cell] = [
      .init(String(run.hash.prefix(8)), link: link), .init(record.request?.profile ?? ""),
      .init(run.status), .init(steps.map { "\($0)" } ?? ""),
      .init(record.timings["run"].map { minutes($0) } ?? ""),
      .init(record.peakMemoryBytes.map { "\($0 / 1_000_000) MB" } ?? ""),
    ]
    let figures = run.figures.names.prefix(mostFigures).compactMap { name in
      run.figures[name].map { (name: name, last: OverviewPage.Cell(RunFigures.short($0.last))) }
    }
    var tables = [
      OverviewPage.Table(
        caption: "The run", titles: ["run", "profile", "status", "steps", "time", "memory"],
        rows: [cells])
    ]
    if !figures.isEmpty {
      tables.append(
        OverviewPage.Table(
          caption: "Its last figures", titles: [""] + figures.map(\.name),
          rows: [[OverviewPage.Cell("last")] + figures.map(\.last)], areNumbers: true))
    }
    let inner = path(of: run, from: folder)
    let pictures = try record.newestPictures(of: run.folder).map { picture in
      inner.map { picture.linked(by: "\($0)/\(picture.path)") } ?? picture
    }
    let others = Array(pictures.dropFirst(most))
    return OverviewPage.Section(
      run.name, lead: RunReport.value(of: "about", in: run.text),
      tables: tables, charts: Array(curves.charts.prefix(mostCharts)),
      pictures: pictures.isEmpty
        ? []
        : [
          .init(
            "Pictures", Array(pictures.prefix(most)),
            folded: others.isEmpty ? [] : [(title: "\(others.count) more", pictures: others)])
        ])
  }

  /// `2:05`, or `12 s`.
  private static func minutes(_ seconds: Double) -> String {
    let whole = Int(min(max(seconds, 0), 1e9).rounded())
    return whole < 60 ? "\(whole) s" : String(format: "%d:%02d min", whole / 60, whole % 60)
  }
}
