import Diagnostics
import Foundation

/// Runs in a table: what they differ in, how far they are, their figures.
public struct RunTable {
  /// Which value of a figure is shown. Where it is not known what is better, it is the last in any case.
  public enum Moment: Sendable { case last, best, both }

  private let runs: [IndexedRun]
  private let moment: Moment
  private let showsAll: Bool
  private let figureNames: [String]
  private let names: SettingNames
  private let differences: FileDifferences
  private let directions: FigureDirections
  /// Those that only a wide table has.
  public let hiddenDifferences: [String]
  public let hiddenFigures: [String]

  /// The figures of a table that nobody asked to be wide.
  private static let fewFigures = 3
  /// The characters of such a table that tell how files differ.
  private static let differencesWidth = 48

  public init(_ runs: [IndexedRun], moment: Moment = .both, showsAll: Bool = false) {
    self.runs = runs
    self.moment = moment
    self.showsAll = showsAll
    directions = FigureDirections(ofMany: runs)
    settingColumns = Self.settingColumns(of: runs, all: showsAll)
    differences = FileDifferences(runs, besides: settingColumns)
    names = SettingNames(settingColumns + differences.paths)
    hiddenDifferences =
      showsAll ? [] : differences.hidden(of: runs, beyond: Self.differencesWidth, titles: names)
    let figures = runs.flatMap(\.figures.names).unique
    // Who writes a metric wants to see it; what training minimizes is there anyway.
    let metrics = runs.reduce(into: Set<String>()) { $0.formUnion($1.metricNames) }
    let ordered =
      figures.filter { metrics.contains($0) } + figures.filter { !metrics.contains($0) }
    figureNames = showsAll ? ordered : Array(ordered.prefix(Self.fewFigures))
    hiddenFigures = Array(ordered.dropFirst(figureNames.count))
  }

  /// - Parameters:
  ///   - sort: the column by which, lowest first, and of a best value the best; or any figure, which gets a column then, or
  ///     key of the experiment.
  ///   - now: what ages are counted from.
  ///   - isLasting: whether it will be read at another time, so that it has dates in the place of ages.
  /// - Throws: what to sort by, where no run has it.
  public func table(
    sort: String? = nil, now: Date = .now, isData: Bool = false, isLasting: Bool = false
  ) throws -> TextTable {
    // What reads data has no width.
    let paths =
      isData
      ? differences.paths : Array(differences.paths.dropLast(hiddenDifferences.count))
    let settings = settingColumns + paths
    let figures = figures(besides: sort)
    let namesDiffer = namesDiffer
    let first = (namesDiffer ? ["name"] : []) + ["hash"]
    let last = ["epochs", "status"] + figures.map(\.title) + [isData ? "updated" : "when"]
    let titles = first + settingTitles(paths, besides: first + last) + last
    let written = paths.map { path -> [String] in
      let values = runs.map { differences.value(path, of: $0) }
      return isData ? values : FileDifferences.shortened(values)
    }
    func moment(_ run: IndexedRun) -> String {
      if isData { return run.record.updated }
      return isLasting
        ? Self.date(run.record.updated) : Self.ago(run.updated, from: now)
    }
    let rows = runs.enumerated().map { index, run -> [String] in
      let names = namesDiffer ? [run.name, run.hash] : [run.hash]
      let said = settingColumns.map { run.value($0) ?? "" } + written.map { $0[index] }
      let shown = figures.map { cell(run, $0, isData) }
      return names + said + [run.epochs, run.status] + shown + [moment(run)]
    }
    guard let sort else { return TextTable(titles, rows, words: Self.words) }
    let column =
      titles.firstIndex(of: sort)
      ?? settings.firstIndex(of: sort).map { $0 + (namesDiffer ? 2 : 1) }
    let keys: [String]
    if let column, !isFigure(sort) || settings.contains(sort) {
      keys = rows.map { $0[column] }
    } else if let exact = exactKeys(sort) {
      keys = exact
    } else {
      let known = titles + hiddenFigures
      throw Diagnostic(
        "there is no column '\(sort.excerpt)'\(Suggestion.phrase(for: sort, among: known))",
        at: nil,
        notes: [.init("the columns are \(titles.joined(separator: ", "))")]
          + (hiddenFigures.isEmpty
            ? [] : [.init("other figures are \(hiddenFigures.joined(separator: ", "))")]))
    }
    let falls = isFigure(sort) && Column(title: sort).isBest && isMaximized(Column(title: sort))
    let sorted = zip(rows, keys).enumerated().sorted { a, b in
      let (left, right) = (a.element.1, b.element.1)
      // What is not there comes last.
      if left.isEmpty || right.isEmpty {
        return !left.isEmpty || (right.isEmpty && a.offset < b.offset)
      }
      let order = RunFilter.order(left, right, of: sort) ?? 0
      return order == 0 ? a.offset < b.offset : (order < 0) != falls
    }
    return TextTable(titles, sorted.map(\.element.0), words: Self.words)
  }

  private static let words = RunFilter.words.union(["updated"])

  /// What is shown of a figure: its last value or its best.
  private struct Column {
    private static let best = "best "

    let name: String
    let isBest: Bool

    var title: String { (isBest ? Self.best : "") + name }

    init(_ name: String, isBest: Bool) {
      self.name = name
      self.isBest = isBest
    }

    init(title: String) {
      isBest = title.hasPrefix(Self.best)
      name = isBest ? String(title.dropFirst(Self.best.count)) : title
    }
  }

  /// Whether a title is that of a figure that some run has; of the best of one, where it is known what is better.
  private func isFigure(_ title: String) -> Bool {
    let column = Column(title: title)
    return runs.contains { $0.figures[column.name] != nil }
      && (!column.isBest || directions[column.name] != nil)
  }

  private func isMaximized(_ column: Column) -> Bool { directions[column.name] == true }

  /// The columns of figures, and one more for what is sorted by where that is another figure.
  private func figures(besides sort: String?) -> [Column] {
    let columns = figureNames.flatMap { name -> [Column] in
      let last = Column(name, isBest: false)
      guard moment != .last, directions[name] != nil else { return [last] }
      let best = Column(name, isBest: true)
      if moment == .best { return [best] }
      return name == figureNames.first || showsAll ? [last, best] : [last]
    }
    guard let sort, isFigure(sort), !columns.contains(where: { $0.title == sort }) else {
      return columns
    }
    return columns + [Column(title: sort)]
  }

  /// What each run has of a figure or of a key of the experiment, no digit left out; empty where it has none. `nil` where
  /// no run has it.
  private func exactKeys(_ sort: String) -> [String]? {
    let column = Column(title: sort)
    let isBest = column.isBest && isFigure(sort)
    let keys = runs.map { run -> String? in
      guard isBest || !column.isBest, let known = run.figures[column.name] else {
        return run.value(sort)
      }
      return found(known, column).map { "\($0)" }
    }
    return keys.allSatisfy { $0 == nil } ? nil : keys.map { $0 ?? "" }
  }

  /// What a column has of a figure.
  private func found(_ figure: RunFigures.Figure, _ column: Column) -> Double? {
    guard column.isBest else { return figure.last }
    return isMaximized(column) ? figure.highest?.value : figure.lowest?.value
  }

  private var namesDiffer: Bool { Set(runs.map(\.name)).count > 1 }

  /// What was asked for, where it differs: params, values that were set, the profile, the seed.
  let settingColumns: [String]

  private static func settingColumns(of runs: [IndexedRun], all: Bool) -> [String] {
    var keys: [String] = []
    func add(_ key: String) { if !keys.contains(key) { keys.append(key) } }
    for run in runs {
      for name in (run.record.request?.params ?? [:]).keys.sorted() { add("params.\(name)") }
      for key in run.overriddenKeys where key != "seed" { add(key) }
    }
    add("profile")
    add("seed")
    // The epochs have a column of their own.
    return keys.filter { key in
      key != "train.epochs" && (all || Set(runs.map { $0.value(key) ?? "" }).count > 1)
    }
  }

  /// The titles of settings, and of what files say otherwise: a layer with its network, and nothing as another column.
  private func settingTitles(_ paths: [String], besides others: [String]) -> [String] {
    let settings = names.shown(settingColumns)
    return settings
      + paths.map { path in
        let title = FileDifferences.title(path, names)
        return (others + settings).contains(title) ? path : title
      }
  }

  private func cell(_ run: IndexedRun, _ column: Column, _ isData: Bool) -> String {
    guard let figure = run.figures[column.name], let value = found(figure, column) else {
      return ""
    }
    return isData ? "\(value)" : RunFigures.short(value)
  }

  /// "2026-05-17 09:30 UTC", of "2026-05-17T09:30:00Z"; what is written otherwise as it is.
  static func date(_ written: String) -> String {
    guard (try? Date(written, strategy: .iso8601)) != nil, written.hasSuffix("Z"),
      written.utf8.count == 20
    else { return written }
    return "\(written.prefix(10)) \(written.dropFirst(11).prefix(5)) UTC"
  }

  /// "2 hours ago"
  static func ago(_ date: Date?, from now: Date) -> String {
    guard let date else { return "" }
    let seconds = now.timeIntervalSince(date)
    for (unit, length) in [("day", 86400.0), ("hour", 3600), ("minute", 60)] where seconds >= length
    {
      let count = Int(min(seconds / length, 1e9))
      return count.counted(unit) + " ago"
    }
    return "now"
  }
}

extension SettingNames {
  func shown(_ keys: [String]) -> [String] { keys.map(short) }
}
