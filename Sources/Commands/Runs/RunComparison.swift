import Diagnostics
import Experiment
import Foundation

/// Some runs side by side: what they differ in, and their figures.
public struct RunComparison {
  public let runs: [IndexedRun]
  /// The figures that were asked for; all, where none were.
  private let wanted: [String]?
  /// Which of their values; the last, the lowest and the highest, where none was asked for.
  let moment: FigureMoment?

  public init(_ runs: [IndexedRun]) {
    self.runs = runs
    (wanted, moment) = (nil, nil)
  }

  /// - Throws: a figure that none of the runs has.
  public init(_ runs: [IndexedRun], figures wanted: [String]?, at moment: FigureMoment?) throws {
    self.runs = runs
    self.wanted = wanted
    self.moment = moment
    try FigureMoment.check(wanted ?? [], among: known)
  }

  /// Each run once, and what is said where several words mean one; `nil` where each means another.
  ///
  /// - Parameters:
  ///   - words: as they were given.
  ///   - runs: the run that each means.
  public static func distinct(
    _ words: [String], _ runs: [IndexedRun]
  ) -> (runs: [IndexedRun], remark: String?) {
    let paths = runs.map { URL(fileURLWithPath: $0.folder.path).resolvingSymlinksInPath().path }
    let firsts = paths.indices.filter { !paths[..<$0].contains(paths[$0]) }
    let repeated = firsts.first { index in paths[(index + 1)...].contains(paths[index]) }
    guard let repeated else { return (runs, nil) }
    let run = "\(runs[repeated].name.escapedForDisplay)/\(runs[repeated].hash.prefix(6))"
    let same = zip(words, paths).filter { $0.1 == paths[repeated] }.map { $0.0 }.unique
    let remark =
      if firsts.count == 1 {
        "\(runs.count == 2 ? "both" : "all") are the same run, \(run): there is nothing to compare"
      } else if same.count == 1 {
        "\(same.quotedList(most: 1)) stands here more than once; it is shown once"
      } else {
        "\(same.quotedList(most: 6)) are the same run, \(run); it is shown once"
      }
    return (firsts.map { runs[$0] }, remark)
  }

  /// What each run's column is called: its hash; with its name, or as its folder, where several have the same.
  var titles: [String] {
    let hashes = runs.map(\.hash)
    let named = runs.map { "\($0.name)/\($0.hash)" }
    return [hashes, named].first { Set($0).count == runs.count } ?? runs.map(\.folder.path)
  }

  /// The values at which the experiments differ, by path; `nil` where one has none. Params that were written or set otherwise
  /// stand as that, `4 * size`; what differs by another param alone is what it came to.
  public var differences: [(path: String, values: [String?])] {
    let found = results
    guard found.contains(where: { $0.path.hasPrefix(Self.params) }) else { return found }
    let written = runs.map { run in
      let sources = run.record.request.flatMap { try? RunSources(of: run.folder, $0) }
      return sources?.writtenParams ?? [:]
    }
    return found.map { path, values in
      guard path.hasPrefix(Self.params) else { return (path, values) }
      let name = String(path.dropFirst(Self.params.count))
      let texts = zip(written, values).map { params, value in
        params[name]?.writtenParam ?? value
      }
      return (path, Set(texts).count > 1 ? texts : values)
    }
  }

  static let params = "params."

  /// The same, all params as what they came to.
  var results: [(path: String, values: [String?])] {
    let leaves = runs.map(RunLeaves.init)
    var paths: [String] = []
    var seen: Set<String> = []
    for run in leaves {
      for (path, _) in run.values where seen.insert(path).inserted { paths.append(path) }
    }
    let maps = leaves.map { Dictionary($0.values, uniquingKeysWith: { first, _ in first }) }
    let found = paths.map { path in (path: path, values: maps.map { $0[path] }) }
      .filter { Set($0.values).count > 1 }
    return RunLeaves.telling(Self.withoutResolvedParams(found), of: leaves)
  }

  /// A pack's experiment is resolved and has no params: where all else is equal, those that a run lacks are no difference.
  private static func withoutResolvedParams(
    _ found: [(path: String, values: [String?])]
  ) -> [(path: String, values: [String?])] {
    let isResolvedAlone = found.allSatisfy { path, values in
      path.hasPrefix(params) && values.contains(nil) && Set(values.compactMap { $0 }).count == 1
    }
    return isResolvedAlone ? [] : found
  }

  /// The figures that are compared.
  var figures: [String] { wanted ?? known }

  /// The figures that any of them has.
  private var known: [String] { runs.flatMap(\.figures.names).unique }

  /// A row for each difference and figure, a column for each run; of two runs, also the change. What stands behind a last
  /// value for people, half of its 95 % interval, has a row of its own in data.
  public func table(isData: Bool = false) -> TextTable {
    func shown(_ value: Double) -> String { isData ? "\(value)" : RunFigures.short(value) }
    let isPair = runs.count == 2
    var table = TextTable(
      (isData ? ["of", "value"] : ["", ""]) + titles + (isPair ? ["change"] : []))
    func add(_ name: String, _ kind: String, _ cells: [String], change: String = "") {
      table.rows.append([name, kind] + cells + (isPair ? [change] : []))
    }
    if Set(runs.map(\.name)).count > 1 { add("name", "", runs.map(\.name)) }
    add("status", "", runs.map(\.status))
    add("epochs", "", runs.map(\.epochs))
    for (path, values) in isData ? results : groupedDifferences
    where path != "name" && path != "train.epochs" {
      add(path, "", values.map { $0 ?? "-" })
    }
    let directions = moment == .best ? FigureDirections(of: runs) : FigureDirections()
    for name in figures {
      for row in rows(of: name, isMaximized: directions[name]) {
        let isLast = row.kind == FigureMoment.last.title
        let cells = zip(runs, row.values).map { run, found -> String in
          guard let found else { return "" }
          let beside = isLast ? run.figures[name]?.plusMinus ?? "" : " @\(found.place)"
          return shown(found.value) + (isData ? "" : beside)
        }
        add(name, row.kind, cells, change: Self.change(row.values.map { $0?.value }, isData))
        let widths = runs.map { run -> String in
          run.figures[name]?.halfWidth.map { "\($0)" } ?? ""
        }
        guard isData, isLast, widths.contains(where: { !$0.isEmpty }) else { continue }
        add(name, SampleStatistics.halfWidthName, widths)
      }
    }
    return table
  }

  /// What each run had of a figure at the moment that was asked for; where that is the best, and it is not known what is
  /// better, or where none was, its ends.
  private func rows(
    of name: String, isMaximized: Bool?
  ) -> [(kind: String, values: [(value: Double, place: Int)?])] {
    let found = runs.map { $0.figures[name] }
    let ends = [
      (kind: "lowest", values: found.map { $0?.lowest }),
      (kind: "highest", values: found.map { $0?.highest }),
    ]
    if moment == .best, isMaximized == nil { return ends }
    let asked = moment ?? .last
    let row = (
      kind: asked.title,
      values: found.map { $0?.value(at: asked, isMaximized: isMaximized) }
    )
    return [row] + (moment == nil ? ends : [])
  }

  /// By how much the second is above the first.
  private static func change(_ values: [Double?], _ isData: Bool) -> String {
    guard values.count == 2, let a = values[0], let b = values[1], (b - a).isFinite else {
      return ""
    }
    if isData { return "\(b - a)" }
    return b == a ? "0" : (b > a ? "+" : "") + RunFigures.short(b - a)
  }
}
