import Diagnostics
import Experiment
import OrderedCollections

/// Comparisons of several experiments, to be told as text, Markdown or JSON.
public struct ComparisonReport {
  public enum Format: String, CaseIterable, Sendable {
    case text, markdown, json
  }

  /// An experiment and what it takes on both sides.
  struct Item {
    let comparison: ExperimentComparison
    let before: ExperimentCosts?
    let after: ExperimentCosts?
  }

  private(set) var items: [Item] = []
  /// Everything that is wrong with sides that do not compile.
  public private(set) var problems = DiagnosticList()
  /// What keeps the programs of both sides, which often are the same; `nil` where there is no compiler.
  private lazy var machine = try? Machine(threads: 1, usesReference: false)

  public init() {}

  /// Two sides.
  ///
  /// - Throws: a profile where neither side has any.
  public init(_ before: String, _ after: String, _ reading: ComparedExperiment.Reading) throws {
    guard reading.profile == nil || [before, after].contains(where: ComparedExperiment.hasProfiles)
    else {
      throw Diagnostic(
        "--profile is for files; both of these were made with a profile or without one", at: nil)
    }
    let old = try problems.collect { try ComparedExperiment(before, reading) }
    let new = try problems.collect { try ComparedExperiment(after, reading) }
    guard let old, let new else {
      // An override that fits neither side is one mistake.
      problems = problems.withoutRepeats
      return
    }
    var comparison = try ExperimentComparison(old, new, file: after, was: before)
    var both = reading.overrides
    if let profile = reading.profile,
      [before, after].allSatisfy(ComparedExperiment.hasProfiles)
    {
      both.append("--profile \(profile)")
    }
    if !both.isEmpty, comparison.changes.isEmpty {
      comparison.add("set on both sides, so no difference: \(both.joined(separator: ", "))")
    }
    try add(comparison)
  }

  /// Whether nothing was compared.
  public var isEmpty: Bool { items.isEmpty }

  /// Whether anything differs by this class or more. A cosmetic difference is none of two sides that are one text.
  public func differs(from level: ChangeClass) -> Bool {
    items.contains { item in
      let found = item.comparison.level
      return found >= level && (found != .cosmetic || item.comparison.textsDiffer)
    }
  }

  mutating func add(_ comparison: ExperimentComparison) throws {
    let isCounted = comparison.level > .outputs && comparison.profile == nil
    let machine = isCounted ? machine : nil
    items.append(
      Item(
        comparison: comparison, before: isCounted ? try comparison.before?.costs(on: machine) : nil,
        after: isCounted ? try comparison.after?.costs(on: machine) : nil))
  }

  mutating func add(_ problems: DiagnosticList) { self.problems.add(problems) }

  /// How many experiments there are of each class, the greatest first. Each counts once, as the greatest of what it is
  /// without a profile and under its profiles.
  var counts: OrderedDictionary<ChangeClass, Int> {
    let levels = Dictionary(
      items.map { ($0.comparison.file, $0.comparison.level) }, uniquingKeysWith: { max($0, $1) })
    var counts: OrderedDictionary<ChangeClass, Int> = [:]
    for level in ChangeClass.allCases.reversed() {
      let count = levels.values.count { $0 == level }
      if count > 0 { counts[level] = count }
    }
    return counts
  }

  /// How many experiments are told, and how many of each class, the greatest first: "1 checkpoint-incompatible, 2 numerics".
  var summary: (count: Int, classes: String) {
    (
      items.count { $0.comparison.profile == nil },
      counts.map { "\($0.value) \($0.key.noun)" }.joined(separator: ", ")
    )
  }

  /// - Parameter rest: the command that tells all, where Markdown has no room for it.
  public func printed(as format: Format, command rest: String = "etch diff") -> String {
    switch format {
    case .text: text
    case .markdown: markdown(command: rest)
    case .json: json.description + "\n"
    }
  }
}

extension ExperimentComparison {
  /// The title, with the profile: "vae.yaml --profile quick".
  var heading: String { title + (profile.map { " --profile \($0)" } ?? "") }

  /// "ef38092b8ff6 -> 2ab44c01d9e0".
  var hashes: String {
    switch (before?.experiment.identity.short, after?.experiment.identity.short) {
    case (let old?, let new?): old == new ? old : "\(old) -> \(new)"
    case (let old?, nil): "\(old) -> none"
    case (nil, let new?): "none -> \(new)"
    case (nil, nil): ""
    }
  }

  /// "at least numerics".
  var levelPhrase: String {
    if before == nil { return "\(level.name): a new experiment" }
    if after == nil { return "\(level.noun): removed, so nothing loads its checkpoints" }
    return isLowerBound ? "at least \(level.name): a new run" : level.phrase
  }

  /// Where a change stands: "vae.yaml:7", "through base.yaml:61", "from profile 'quick'".
  func placePhrase(of change: TreeChange) -> String {
    let node = change.after ?? change.before
    guard let node else { return "" }
    let place = (change.place ?? change.formerPlace).map { "\($0.file.name):\($0.line)" }
    switch node.firstOrigin {
    case .commandLine: return "the command line"
    case .standard, .sweep: return place ?? ""
    case .profile(let name): return (place.map { $0 + ", " } ?? "") + "profile '\(name)'"
    case .file(let name):
      let own = (change.after == nil ? before : after)?.experiment.file
      guard let place else { return "" }
      return name == own ? place : "through \(place)"
    }
  }

  /// State that has changed, a line a layer, slots left out where their parameter tells the same.
  var stateLines: [(layer: String, parts: String)] {
    var lines: OrderedDictionary<String, [String]> = [:]
    let entries = state.entries
    for entry in entries where entry.kind != .slot {
      lines[entry.layer, default: []].append("\(entry.part) \(Self.shapes(entry))")
    }
    let slots = entries.filter { $0.kind == .slot }
    if lines.isEmpty, !slots.isEmpty {
      let gone = slots.count { $0.after == nil }
      let new = slots.count { $0.before == nil }
      let other = slots.count - gone - new
      let parts = [(gone, "gone"), (new, "new"), (other, "changed")].filter { $0.0 > 0 }
      return [("optimizer", parts.map { "\($0.0) entries \($0.1)" }.joined(separator: ", "))]
    }
    return lines.map { ($0.key, $0.value.joined(separator: ", ")) }
  }

  private static func shapes(_ entry: StateComparison.Entry) -> String {
    func text(_ extents: [Int]?) -> String { extents.map { "\($0)" } ?? "none" }
    let change =
      entry.before == entry.after
      ? text(entry.after) : "\(text(entry.before)) -> \(text(entry.after))"
    if let name = entry.renamedFrom { return "\(change), was \(name)" }
    return entry.before == entry.after ? change + " of another kind" : change
  }
}
