import Diagnostics

extension RunComparison {
  private static let data = "data"

  /// What is told where the runs do not have the same data, so that their figures may be of other examples; `nil` where they
  /// have.
  public var remarkOnData: String? {
    let sets = results.compactMap { difference -> String? in
      let parts = difference.path.split(separator: ".")
      return parts.count > 1 && parts[0] == Self.data ? String(parts[1]) : nil
    }.unique
    if !sets.isEmpty {
      return
        "the runs differ in their data, \(sets.quotedList(most: 6)): their figures may be of other examples, and a change of them is then no comparison"
    }
    let digests = runs.map(\.record.digests)
    let files = Set(digests.flatMap(\.keys)).sorted().filter { file in
      Set(digests.compactMap { $0[file] }).count > 1
    }
    return files.isEmpty
      ? nil
      : "the runs have read files of other content, \(files.quotedList(most: 6)): their figures may be of other examples"
  }

  /// The differences as people read them: a set that some run lacks, and transforms that are others, are one row each.
  var groupedDifferences: [(path: String, values: [String?])] {
    let leaves = runs.map { RunLeaves($0).values }
    var rows: [(path: String, values: [String?])] = []
    for row in differences {
      let group = Self.group(of: row.path, in: leaves) ?? row
      if !rows.contains(where: { $0.path == group.path }) { rows.append(group) }
    }
    return rows
  }

  /// What stands for the row of a path, and others beside it; `nil` where it stands for itself.
  ///
  /// - Parameter leaves: the values of each run's experiment, by their paths.
  private static func group(
    of path: String, in leaves: [[(String, String)]]
  ) -> (path: String, values: [String?])? {
    let parts = path.split(separator: ".").map(String.init)
    guard parts.count > 2, parts[0] == data else { return nil }
    let set = "\(data).\(parts[1])"
    let hasSet = leaves.map { run in run.contains { $0.0.hasPrefix(set + ".") } }
    if hasSet.contains(false) {
      let sources = zip(leaves, hasSet).map { run, hasSet -> String? in
        hasSet ? run.first { $0.0 == set + ".source" }?.1 ?? "as written" : nil
      }
      return (path: set, values: sources)
    }
    guard parts[2] == "transforms" else { return nil }
    let transforms = "\(set).transforms"
    let names = leaves.map { Self.transforms(at: transforms, in: $0) }
    return Set(names).count > 1 ? (path: transforms, values: names) : nil
  }

  /// The names of transforms in their order; `nil` where there are none.
  private static func transforms(at path: String, in leaves: [(String, String)]) -> String? {
    var names: [String] = []
    var last: Substring?
    for (leaf, value) in leaves {
      // Names alone are one value.
      if leaf == path { return value }
      guard leaf.hasPrefix(path + ".") else { continue }
      let rest = leaf.dropFirst(path.count + 1).split(separator: ".")
      guard rest.first != last else { continue }
      last = rest.first
      names.append(rest.count > 1 ? String(rest[1]) : value)
    }
    return names.isEmpty ? nil : "[\(names.joined(separator: ", "))]"
  }
}
