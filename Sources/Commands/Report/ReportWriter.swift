import Artifacts
import Diagnostics
import Experiment
import Synchronization
import Training

/// Writes a run's curves and its page at its checkpoints, where that takes a small part of the time, and at its end.
final class ReportWriter: Sendable {
  private let folder: RunFolder
  private let figures: LoggedFigures
  /// The page's bytes at most; `nil` where there is to be no page.
  private let limit: Int?
  private let share = Mutex(PageShare())
  private let make: @Sendable () -> RunReport.Known
  /// What all pages show, once the first has been written.
  private let known = Mutex<RunReport.Known?>(nil)

  /// - Parameter known: is called once, on the thread that writes the first page: training waits for no plan.
  init(
    _ folder: RunFolder, figures: LoggedFigures, limit: Int?,
    known: @escaping @Sendable () -> RunReport.Known
  ) {
    self.folder = folder
    self.figures = figures
    self.limit = limit
    make = known
  }

  /// At a checkpoint. One that cannot be written is told at the end.
  func writeInBetween() {
    let began = ContinuousClock.now
    guard share.withLock({ $0.isDue }) else { return }
    _ = try? write()
    share.withLock { $0.spent(since: began) }
  }

  /// - Returns: the page's path; `nil` where there is none.
  func write() throws -> String? {
    try writeCurves()
    guard let limit else { return nil }
    let shown = known.withLock { known in
      let shown = known ?? make()
      known = shown
      return shown
    }
    return try RunReport(folder, known: shown, limit: limit).write()
  }

  /// `plots/losses.png` and `.svg`; nothing, where nothing is logged of steps.
  private func writeCurves() throws {
    guard Folder.exists(folder.metrics) else { return }
    let record = try RunRecord.read(from: folder.record)
    let curves = try MetricCurves(MetricsLog.read(folder.metrics), figures: figures)
    guard curves.steps > 0 else { return }
    let label = PictureLabel(
      name: record.name, identity: record.request?.identity ?? record.hash)
    let drawn = try CurvesPicture(curves, footer: label.footers(at: curves.moment).first ?? "")
      .drawn()
    // A folder that was removed meanwhile is not made again.
    guard let drawn, Folder.isFolder(folder.path) else { return }
    let texts = label.texts(
      title: "losses", at: curves.moment,
      showing: curves.charts.map(\.title).joined(separator: "; "))
    try Folder.create(Folder.parent(of: folder.curves))
    // The picture last, as of all plots.
    let description = texts.dropFirst().map(\.text).joined(separator: ", ")
    try TextFile.write(
      drawn.svg(title: "losses", description: description), to: folder.curvesAsShapes)
    try AtomicFile.write(PNG.encode(drawn.picture, texts: texts), to: folder.curves)
  }
}
