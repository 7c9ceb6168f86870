import Artifacts
import Diagnostics
import Foundation
import Training

/// Pages over runs: all of a folder's, and some side by side.
public enum RunPages {
  /// The most lines of one chart.
  private static let mostCurves = 12

  /// `index.html` of a folder of runs: a table for each experiment, each run leading to its report, or to its folder.
  ///
  /// - Parameter folder: where the page will stand.
  public static func index(_ runs: [IndexedRun], in folder: String) throws -> String {
    var names: [String] = []
    for run in runs where !names.contains(run.name) { names.append(run.name) }
    let sections = try names.sorted().map { name in
      let own = runs.filter { $0.name == name }
      let table = try RunTable(own).table(isLasting: true)
      return OverviewPage.Section(
        name,
        tables: [
          .init(
            caption: "\(counted(own.count, "run")), the newest first",
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
      lead: "\(counted(runs.count, "run")) of \(counted(names.count, "experiment"))",
      sections: sections
    ).html()
  }

  private static func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  /// Writes ``index(_:in:)``; returns its path.
  public static func writeIndex(_ runs: [IndexedRun], in folder: String) throws -> String {
    let path = folder + "/index.html"
    try AtomicFile.write(index(runs, in: folder), to: path)
    return path
  }

  /// Writes ``comparison(_:)``.
  public static func writeComparison(_ comparison: RunComparison, to path: String) throws {
    try AtomicFile.write(self.comparison(comparison), to: path)
  }

  static func link(_ run: IndexedRun, from folder: String) -> String? {
    let start = folder == "." ? "" : folder + "/"
    guard run.folder.path.hasPrefix(start) else { return nil }
    let inner = String(run.folder.path.dropFirst(start.count))
    return Folder.exists(run.folder.path + "/report.html") ? inner + "/report.html" : inner + "/"
  }

  /// Runs side by side: what differs, their curves over each other, the newest of each picture.
  public static func comparison(_ comparison: RunComparison) throws -> String {
    let runs = comparison.runs
    let table = comparison.table()
    let hashes = hashes(runs)
    let settings = settings(runs)
    // What differs is read more easily than hashes, where there is room for it.
    let isShort = settings.allSatisfy { (1...SVGChart.longestName).contains($0.count) }
    let labels = isShort && Set(settings).count == runs.count ? settings : hashes
    let charts = comparison.figures.map { name in
      SVGChart(
        title: runs.count > mostCurves ? "\(name), of the first \(mostCurves) runs" : name,
        xLabel: "step",
        series: zip(runs, labels).prefix(mostCurves).compactMap { run, label in
          run.figures[name].map { figure in
            .init(label, figure.points.map { (x: Double($0.step), y: $0.value) })
          }
        })
    }
    return try OverviewPage(
      title: "Comparison of \(runs.count) runs",
      lead: zip(hashes, settings).map { $1.isEmpty ? $0 : "\($0): \($1)" }.joined(separator: "; "),
      sections: [
        .init(
          "What differs",
          tables: [
            .init(
              caption: "Settings of \(runs.count) runs that differ, and figures with their epochs",
              titles: table.titles,
              rows: table.rows.map { $0.map { .init($0) } })
          ]), .init("Curves", charts: charts),
        .init("Newest pictures", pictures: try pictures(runs, labels)),
      ]
    ).html()
  }

  /// The beginnings of the hashes, as long as tells them apart; with names, where these differ.
  private static func hashes(_ runs: [IndexedRun]) -> [String] {
    let isNamed = Set(runs.map(\.name)).count > 1
    let length = (4...12).first { count in
      Set(runs.map { $0.hash.prefix(count) }).count == runs.count
    }
    return runs.map { (isNamed ? "\($0.name) " : "") + $0.hash.prefix(length ?? 12) }
  }

  /// What was asked for, where runs differ in it: `edges=0 seed=2`.
  private static func settings(_ runs: [IndexedRun]) -> [String] {
    let keys = RunTable(runs).settingColumns
    let names = SettingNames(keys)
    return runs.map { run in
      keys.compactMap { key in run.value(key).map { "\(names.short(key))=\($0)" } }
        .joined(separator: " ")
    }
  }

  /// Of each sample and plot the newest of each run.
  private static func pictures(
    _ runs: [IndexedRun], _ labels: [String]
  ) throws -> [(name: String, pictures: [ReportPicture])] {
    var names: [String] = []
    var found: [String: [ReportPicture]] = [:]
    for (run, label) in zip(runs, labels) {
      for kind in ["samples", "plots"] where Folder.isFolder("\(run.folder.path)/\(kind)") {
        var newest: [String: String] = [:]
        for moment in try Folder.names(in: "\(run.folder.path)/\(kind)")
        where !moment.hasPrefix(".") && Folder.isFolder("\(run.folder.path)/\(kind)/\(moment)") {
          for file in try Folder.names(in: "\(run.folder.path)/\(kind)/\(moment)")
          where ReportPicture.isShown(file) { newest[file] = moment }
        }
        for (file, moment) in newest.sorted(by: { $0.key < $1.key }) {
          let name = String(file.dropLast(4))
          if found[name] == nil { names.append(name) }
          found[name, default: []].append(
            try ReportPicture(
              name: label, moment: moment, path: "\(kind)/\(moment)/\(file)", in: run.folder.path))
        }
      }
    }
    return names.map { ($0, found[$0] ?? []) }
  }
}
