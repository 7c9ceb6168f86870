import Artifacts
import Diagnostics
import Foundation
import Training

/// Pages over runs: all of a folder's, and some side by side.
public enum RunPages {
  /// The rows of a page of all runs, of which each experiment has its share, so that the page keeps its limit.
  private static let mostRows = 5000

  /// `index.html` of a folder of runs: a table for each experiment, each run leading to its report, or to its folder.
  ///
  /// - Parameter folder: where the page will stand.
  public static func index(_ runs: [IndexedRun], in folder: String) throws -> String {
    let named = Dictionary(grouping: runs, by: \.name).sorted { $0.key < $1.key }
    let sections = try named.map { name, all in
      let own = Array(all.prefix(max(20, mostRows / named.count)))
      let count =
        own.count < all.count
        ? "The newest \(own.count) of \(all.count.counted("run"))"
        : "\(all.count.counted("run")), the newest first"
      let table = try RunTable(own).table(isLasting: true)
      return OverviewPage.Section(
        name,
        tables: [
          .init(
            caption: count,
            titles: table.titles,
            rows: zip(own, table.rows).map { run, cells in
              cells.enumerated().map { column, text in
                .init(text, link: column == 0 ? link(run, from: folder) : nil)
              }
            })
        ])
    }
    return try OverviewPage(
      title: "Runs",
      lead: "\(runs.count.counted("run")) of \(named.count.counted("experiment"))",
      sections: sections
    ).html()
  }

  /// Writes ``index(_:in:)``; returns its path.
  public static func writeIndex(_ runs: [IndexedRun], in folder: String) throws -> String {
    let path = folder + "/index.html"
    try AtomicFile.write(index(runs, in: folder), to: path)
    return path
  }

  /// Writes ``comparison(_:in:)``.
  public static func writeComparison(_ comparison: RunComparison, to path: String) throws {
    try AtomicFile.write(self.comparison(comparison, in: Folder.parent(of: path)), to: path)
  }

  /// A run's folder from the folder of a page; `nil` where it neither stands in that nor beside the sweeps that it is one of.
  static func path(of run: IndexedRun, from folder: String) -> String? {
    let path = run.folder.path
    if folder == "." { return path.hasPrefix("/") ? nil : path }
    if path.hasPrefix(folder + "/") { return String(path.dropFirst(folder.count + 1)) }
    // OUT/sweeps/NAME
    let sweeps = Folder.parent(of: folder)
    guard Folder.name(of: sweeps) == "sweeps" else { return nil }
    return Self.path(of: run, from: Folder.parent(of: sweeps)).map { "../../" + $0 }
  }

  static func link(_ run: IndexedRun, from folder: String) -> String? {
    guard let inner = path(of: run, from: folder) else { return nil }
    return inner + "/" + (Folder.exists(run.folder.report) ? RunFiles.report : "")
  }

  /// Runs side by side: what differs, their curves over each other, their pictures.
  ///
  /// - Parameter folder: where the page will stand.
  public static func comparison(_ comparison: RunComparison, in folder: String = ".") throws
    -> String
  {
    try ComparisonPage(comparison, in: folder).html()
  }
}
