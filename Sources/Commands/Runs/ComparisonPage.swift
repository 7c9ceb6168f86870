import Artifacts
import Diagnostics
import Foundation
import Training

/// Runs side by side on a page: what differs, their curves over each other, their pictures at the same moments.
struct ComparisonPage {
  /// The most lines of a chart that have colours and names, and the most below them that are grey.
  static let mostCurves = 12
  private static let mostGrey = 100
  /// The points of a grey line at most.
  private static let mostGreyPoints = 80

  private let comparison: RunComparison
  private let folder: String
  /// The runs of each setting, which differ in the seed alone.
  private let groups: [[IndexedRun]]

  /// - Parameter folder: where the page will stand.
  init(_ comparison: RunComparison, in folder: String) {
    self.comparison = comparison
    self.folder = folder
    var groups: [[IndexedRun]] = []
    var places: [String: Int] = [:]
    for run in comparison.runs {
      if let place = places[run.group] {
        groups[place].append(run)
      } else {
        places[run.group] = groups.count
        groups.append([run])
      }
    }
    // Of one setting alone, it is the seeds that are compared.
    self.groups = groups.count > 1 ? groups : comparison.runs.map { [$0] }
  }

  private var runs: [IndexedRun] { comparison.runs }

  /// - Throws: a picture that cannot be read.
  func html() throws -> String {
    let table = comparison.table()
    let hashes = Self.hashes(runs)
    let settings = Self.settings(runs)
    let sections: [OverviewPage.Section] = [
      .init(
        "What differs",
        tables: [
          .init(
            caption:
              "Settings of \(runs.count.counted("run")) that differ, and figures with their epochs",
            titles: table.titles,
            rows: table.rows.map { $0.map { .init($0) } })
        ], remarks: [comparison.remarkOnData].compactMap { $0 } + comparison.remarksOnFigures),
      .init("Curves", charts: charts(of: comparison.figures)),
    ]
    let pictures = try pictures(
      foldsOthers: runs.count <= Self.mostCurves,
      lead: "Those of one moment stand side by side: the newest that all runs have is open.")
    return try OverviewPage(
      title: "Comparison of \(runs.count.counted("run"))",
      lead: zip(hashes, settings).map { $1.isEmpty ? $0 : "\($0): \($1)" }.joined(separator: "; "),
      sections: sections + pictures
    ).html()
  }

  /// The runs that the lines of the charts are called after: of each setting the first, or, of one setting alone, all.
  var firsts: [IndexedRun] { groups.compactMap(\.first) }

  /// The section of pictures; none where there are none.
  ///
  /// - Parameter foldsOthers: whether those of other moments are below them.
  /// - Throws: a picture that cannot be read.
  func pictures(foldsOthers: Bool, lead: String) throws -> [OverviewPage.Section] {
    var last: Int?
    if case .step(let step)? = comparison.moment { last = step }
    let labels = Self.labels(of: runs, Self.settings(runs), Self.hashes(runs))
    let rows = try ComparedPictures(
      runs, labels: labels, in: folder, upTo: last, foldsOthers: foldsOthers
    ).rows()
    return rows.isEmpty ? [] : [.init("Pictures", lead: lead, pictures: rows)]
  }

  // MARK: Names

  /// What differs is read more easily than hashes, where there is room for it.
  private static func labels(
    of runs: [IndexedRun], _ settings: [String], _ hashes: [String]
  ) -> [String] {
    let isShort = settings.allSatisfy { (1...16).contains($0.count) }
    return isShort && Set(settings).count == runs.count ? settings : hashes
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
  private static func settings(_ runs: [IndexedRun], besides left: Set<String> = []) -> [String] {
    let keys = RunTable(runs).settingColumns.filter { !left.contains($0) }
    let names = SettingNames(keys)
    return runs.map { run in
      keys.compactMap { key in run.value(key).map { "\(names.short(key))=\($0)" } }
        .joined(separator: " ")
    }
  }

  // MARK: Curves

  /// A chart of each figure, with a line for each setting.
  func charts(of figures: [String]) -> [SVGChart] {
    let haveSeeds = groups.contains { $0.count > 1 }
    let labels = Self.labels(
      of: firsts, Self.settings(firsts, besides: haveSeeds ? ["seed"] : []), Self.hashes(firsts))
    let marks = epochMarks
    return figures.map { name in
      let lines = zip(groups, labels).compactMap { group, label in
        Self.line(label, group.compactMap { $0.figures[name] })
      }
      let grey = lines.dropFirst(Self.mostCurves)
      return SVGChart(
        title: Self.title(name, lines), xLabel: "step", yLabel: name,
        series: Array(lines.prefix(Self.mostCurves)),
        others: grey.prefix(Self.mostGrey).map { .init($0.name, Self.thinned($0.points)) },
        secondMarks: marks)
    }
  }

  /// `bce, means over the seeds, from the lowest to the highest; the first 12 of 20 in colour`.
  private static func title(_ name: String, _ lines: [SVGChart.Series]) -> String {
    var title = name
    if lines.contains(where: { !$0.band.isEmpty }) {
      title += ", means over the seeds, from the lowest to the highest"
    }
    if lines.count > mostCurves {
      title += "; the first \(mostCurves) of \(lines.count) in colour"
      let left = lines.count - mostCurves - mostGrey
      if left > 0 { title += ", the last \(left) left out" }
    }
    return title
  }

  /// The line of a setting: its run's, or the mean of its runs with what lies between the lowest and the highest, at each
  /// step that one of them has. `nil` where no run has the figure.
  private static func line(_ label: String, _ figures: [RunFigures.Figure]) -> SVGChart.Series? {
    guard let first = figures.first else { return nil }
    guard figures.count > 1 else {
      return SVGChart.Series(label, first.points.map { (x: Double($0.step), y: $0.value) })
    }
    var values: [Int: [Double]] = [:]
    for point in figures.flatMap(\.points) { values[point.step, default: []].append(point.value) }
    var points: [(x: Double, y: Double)] = []
    var band: [(low: Double, high: Double)] = []
    for (step, all) in values.sorted(by: { $0.key < $1.key }) {
      let finite = all.filter(\.isFinite)
      let mean: Double = finite.isEmpty ? .nan : finite.reduce(0, +) / Double(finite.count)
      points.append((x: Double(step), y: mean))
      band.append((low: finite.min() ?? .nan, high: finite.max() ?? .nan))
    }
    return SVGChart.Series(label, points, band: band)
  }

  /// Some of the points, evenly, and the last.
  private static func thinned(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    let stride = (points.count + mostGreyPoints - 1) / mostGreyPoints
    guard stride > 1 else { return points }
    return points.indices.filter { (points.count - 1 - $0) % stride == 0 }.map { points[$0] }
  }

  /// The ends of epochs, where those of all runs are at the same steps.
  private var epochMarks: [(x: Double, label: String)] {
    let all = runs.map(\.figures.epochs)
    guard let longest = all.max(by: { $0.count < $1.count }),
      all.allSatisfy({ own in zip(own, longest).allSatisfy { $0 == $1 } })
    else { return [] }
    return MetricCurves.marks(
      longest.map { (step: Double($0.step), name: "epoch \($0.epoch)") })
  }
}
