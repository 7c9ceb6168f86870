import Config
import Diagnostics

extension ComparisonReport {
  /// For programs: `{"format":1,"experiments":[…],"counts":{…}}`.
  var json: JSON {
    .object([
      "format": .integer(1),
      "experiments": .array(items.map(Self.json)),
      "counts": .object(counts.map { JSON.Member($0.key.name, .integer($0.value)) }),
    ])
  }

  private static func json(_ item: Item) -> JSON {
    let comparison = item.comparison
    var members: [JSON.Member] = [.init("file", .string(comparison.file))]
    if let former = comparison.formerFile { members.append(.init("was_file", .string(former))) }
    if let profile = comparison.profile { members.append(.init("profile", .string(profile))) }
    members += [
      .init("class", .string(comparison.level.name)),
      // Some shapes are not known, so it may be more than the class.
      .init("at_least", .boolean(comparison.isLowerBound)),
      .init("before", side(comparison.before, item.before)),
      .init("after", side(comparison.after, item.after)),
      .init("changes", .array(comparison.changes.map(json))),
      .init("state", .array(comparison.state.entries.map(json))),
    ]
    return .object(members)
  }

  private static func side(_ side: ComparedExperiment?, _ costs: ExperimentCosts?) -> JSON {
    guard let side else { return .null }
    return .object([
      "identity": .string(side.experiment.identity.digest),
      "parameters": costs.map { .integer($0.parameters) } ?? .null,
      "flops": costs.map { .number($0.operations) } ?? .null,
      "memory": costs.map { .integer($0.memory) } ?? .null,
      "checkpoint_bytes": costs.map { .integer($0.checkpointBytes) } ?? .null,
    ])
  }

  private static func json(_ change: TreeChange) -> JSON {
    .object([
      "path": .string(change.path),
      "class": .string(change.level.name),
      "before": change.before.map { json($0.toldEssence) } ?? .null,
      "after": change.after.map { json($0.toldEssence) } ?? .null,
      "at": json(change.place),
      "was_at": json(change.formerPlace),
      "origin": .string((change.after ?? change.before)?.firstOrigin.phrase ?? ""),
    ])
  }

  private static func json(_ entry: StateComparison.Entry) -> JSON {
    func shape(_ extents: [Int]?) -> JSON {
      extents.map { .array($0.map { .integer($0) }) } ?? .null
    }
    return .object([
      "entry": .string(entry.name), "before": shape(entry.before), "after": shape(entry.after),
      "renamed_from": entry.renamedFrom.map { .string($0) } ?? .null,
    ])
  }

  private static func json(_ place: SourceRange?) -> JSON {
    guard let place else { return .null }
    return .object(["file": .string(place.file.name), "line": .integer(place.line)])
  }

  private static func json(_ node: ConfigNode) -> JSON {
    switch node.content {
    case .null: return .null
    case .boolean(let value): return .boolean(value)
    case .number(let value, _):
      return Int(exactly: value).map { .integer($0) } ?? .number(value)
    case .text(let text): return .string(text)
    case .list(let items): return .array(items.map(json))
    case .map(let entries):
      return .object(entries.map { JSON.Member($0.key, json($0.value.value)) })
    }
  }
}
