import OrderedCollections

/// What the experiments of runs say otherwise that no setting tells apart: their files were edited in between.
struct FileDifferences {
  /// Paths of the resolved experiments, as in a comparison of the runs.
  let paths: [String]
  /// By the runs' folders.
  private let values: [String: [String: String]]

  /// - Parameter settings: the keys that tell runs apart. Those that differ in the seed alone are of one file.
  init(_ runs: [IndexedRun], besides settings: [String]) {
    let settings = settings.filter { $0 != "seed" }
    var groups: OrderedDictionary<[String?], [IndexedRun]> = [:]
    for run in runs where !run.text.isEmpty {
      let key: [String?] = [run.name] + settings.map { run.value($0) }
      groups[key, default: []].append(run)
    }
    var found: OrderedSet<String> = []
    var names: Set<String> = []
    for own in groups.values where Set(own.map(Self.withoutSeed)).count > 1 {
      let paths = Self.telling(RunComparison(own).results, of: own)
      guard !paths.isEmpty else { continue }
      found.formUnion(paths)
      names.insert(own[0].name)
    }
    paths = found.elements
    var values: [String: [String: String]] = [:]
    for run in runs where names.contains(run.name) {
      values[run.folder.path] = Dictionary(
        RunLeaves(run).values, uniquingKeysWith: { first, _ in first })
    }
    self.values = values
  }

  /// Empty where a run has none.
  func value(_ path: String, of run: IndexedRun) -> String {
    values[run.folder.path]?[path] ?? ""
  }

  /// What a column is called: a layer's with its network.
  static func title(_ path: String, _ names: SettingNames) -> String {
    let networks = "networks."
    return path.hasPrefix(networks) ? String(path.dropFirst(networks.count)) : names.short(path)
  }

  /// The last paths, whose columns do not fit into so many characters; the first one has a column in any case.
  func hidden(of runs: [IndexedRun], beyond width: Int, titles names: SettingNames) -> [String] {
    var left = width
    let fitting = paths.prefix { path in
      let cells = Self.shortened(runs.map { value(path, of: $0) })
      let longest = cells.reduce(Self.title(path, names).count) { max($0, $1.count) }
      left -= longest + 2
      return left >= 0 || path == paths.first
    }
    return Array(paths.dropFirst(fitting.count))
  }

  private static func withoutSeed(_ run: IndexedRun) -> [Substring] {
    run.text.split(separator: "\n").filter { !$0.hasPrefix("seed:") }
  }

  /// The paths that have columns of their own: of a layer or optimizer that some runs lack, its first field says so.
  private static func telling(
    _ differences: [(path: String, values: [String?])], of runs: [IndexedRun]
  ) -> [String] {
    struct Part: Hashable {
      let path: String
      let isThere: [Bool]
    }
    let isPartial = differences.contains { $0.values.contains(nil) }
    let parts = isPartial ? runs.map { Self.parts(of: RunLeaves($0).values.map(\.0)) } : []
    var told: Set<Part> = []
    var paths: [String] = []
    // The epochs have a column of their own.
    for (path, values) in differences where !["name", "seed", "train.epochs"].contains(path) {
      if values.contains(nil), let point = path.lastIndex(of: ".") {
        let part = String(path[..<point])
        let isThere = parts.map { $0.contains(part) }
        let isLacking = isThere == values.map { $0 != nil }
        if isLacking, !told.insert(Part(path: part, isThere: isThere)).inserted { continue }
      }
      paths.append(path)
    }
    return paths
  }

  /// What stands before a '.' in some paths: `a` and `a.b` of `a.b.c`.
  private static func parts(of paths: [String]) -> Set<String> {
    var found: Set<String> = []
    for path in paths {
      for point in path.indices where path[point] == "." { found.insert(String(path[..<point])) }
    }
    return found
  }

  /// The values of a column, each at most `width` characters, where they differ first; what they all begin with is left
  /// out of longer ones.
  static func shortened(_ values: [String], to width: Int = 24) -> [String] {
    let known = values.filter { !$0.isEmpty }
    guard known.contains(where: { $0.count > width }), let first = known.first else {
      return values
    }
    let common = known.dropFirst().reduce(first.count) { least, value in
      min(least, zip(first, value).prefix { $0 == $1 }.count)
    }
    // A little of what is common shows where the rest stands.
    let start = Set(known).count > 1 && common > width / 2 ? common - width / 4 : 0
    return values.map { value in
      guard value.count > width else { return value }
      let rest = start > 0 ? "…\(value.dropFirst(start))" : value
      return rest.count > width ? "\(rest.prefix(width - 1))…" : rest
    }
  }
}
