import Artifacts
import Config
import Diagnostics
import Tensors

/// Reads the parts of a sweep's file, and collects what is wrong with them.
struct SweepReader {
  let file: SourceFile
  var problems: DiagnosticList

  init(_ file: SourceFile, _ problems: DiagnosticList) {
    self.file = file
    self.problems = problems
  }

  mutating func report(_ message: String, at range: SourceRange?, notes: [String] = []) {
    problems.add(Diagnostic(message, at: range, notes: notes.map { .init($0) }))
  }

  /// The sweep's name, which names a folder and make's target.
  mutating func name(_ fields: Fields) -> String {
    if fields.has("name") {
      let name = fields.text("name")
      if !isName(name) {
        report(
          "the name '\(name.excerpt)' names a folder, so it is a letter, then letters, digits and _",
          at: fields.range(of: "name"))
      } else if name.utf8.count > longestName {
        report(
          "the name '\(name.excerpt)' has \(name.utf8.count) letters; at most \(longestName) are taken",
          at: fields.range(of: "name"))
      }
      return name
    }
    let last = Folder.name(of: file.name)
    let name = last.split(separator: ".").first.map(String.init) ?? last
    if !isName(name) {
      report(
        "the file's name '\(last.excerpt)' cannot name the sweep", at: nil,
        notes: ["give it one: 'name: latent'; a name is a letter, then letters, digits and _"])
    }
    return name
  }

  /// The settings of a map.
  mutating func settings(_ node: ConfigNode?, of label: String) -> [Setting] {
    guard let node, !node.isNull else { return [] }
    guard let entries = node.entries else {
      report("'\(label)' expects a map of settings, found \(node.summary)", at: node.range)
      return []
    }
    return entries.compactMap { key, entry in setting(key, entry.keyRange, entry.value) }
  }

  private mutating func setting(
    _ key: String, _ range: SourceRange?, _ value: ConfigNode
  ) -> Setting? {
    do {
      return try Setting(key, at: range, value: value, of: file)
    } catch {
      problems.add(error)
      return nil
    }
  }

  /// What is varied, the slowest first: the keys of the grid, what is set together, what is drawn, seeds.
  ///
  /// - Parameter isWhole: whether the file's keys are right, so that what varies nothing is meant so.
  mutating func factors(
    _ root: ConfigNode, seeds: FieldValue?, isWhole: Bool
  ) -> [SweepFactor] {
    let before = problems.diagnostics.count
    var factors = grid(root["grid"])
    if let zip = zip(root["zip"]) { factors.append(zip) }
    if let random = random(root["random"]) { factors.append(random) }
    if let seeds = seeds.flatMap({ self.seeds($0) }) { factors.append(seeds) }
    if isWhole, factors.isEmpty, problems.diagnostics.count == before {
      report(
        "this sweep varies nothing", at: root["sweep"]?.range ?? root.range,
        notes: ["'grid: {params.latent: [2, 4, 8]}' and 'seeds: 3' would"])
    }
    return factors
  }

  private mutating func grid(_ node: ConfigNode?) -> [SweepFactor] {
    guard let node, !node.isNull else { return [] }
    guard let entries = node.entries, !entries.isEmpty else {
      report(
        "'grid' expects a map of lists, such as {params.latent: [2, 4, 8]}, found \(node.summary)",
        at: node.range)
      return []
    }
    return entries.compactMap { key, entry in
      guard let items = entry.value.items, !items.isEmpty else {
        report(
          "'\(key.excerpt)' expects a list of values, found \(entry.value.summary)\(entry.value.listAdvice)",
          at: entry.value.range ?? entry.keyRange)
        return nil
      }
      let choices = items.compactMap { setting(key, entry.keyRange, $0) }
      return choices.count == items.count
        ? SweepFactor(keys: [key], choices: choices.map { [$0] }) : nil
    }
  }

  private mutating func zip(_ node: ConfigNode?) -> SweepFactor? {
    guard let node, !node.isNull else { return nil }
    guard let items = node.items, !items.isEmpty else {
      report(
        "'zip' expects a list of maps, such as [{params.a: 1, params.b: 2}], found \(node.summary)",
        at: node.range)
      return nil
    }
    let choices = items.map { settings($0, of: "an entry of zip") }
    guard let first = choices.first, !first.isEmpty else { return nil }
    let keys = first.map(\.key)
    for (index, choice) in choices.enumerated() where Set(choice.map(\.key)) != Set(keys) {
      report(
        "entry \(index + 1) of zip sets other keys than the first, which sets \(keys.joined(separator: ", "))",
        at: items[index].range)
    }
    return SweepFactor(keys: keys, choices: choices)
  }

  private mutating func random(_ node: ConfigNode?) -> SweepFactor? {
    guard let node, !node.isNull else { return nil }
    guard let entries = node.entries else {
      report("'random' expects a map, found \(node.summary)", at: node.range)
      return nil
    }
    let count = whole(entries["count"]?.value, "count", 1...10_000, missing: node.range)
    let seed =
      entries["seed"] == nil
      ? 0 : whole(entries["seed"]?.value, "seed", 0...(1 << 53), missing: nil)
    var draws: [(key: String, range: SourceRange?, draw: RandomDraw)] = []
    for (key, entry) in entries where key != "count" && key != "seed" {
      if let draw = RandomDraw(entry.value, key: key, problems: &problems) {
        draws.append((key, entry.keyRange, draw))
      }
    }
    guard let count, let seed else { return nil }
    if entries.keys.allSatisfy({ $0 == "count" || $0 == "seed" }) {
      report("'random' draws nothing", at: node.range, notes: [RandomDraw.advice])
    }
    guard !draws.isEmpty else { return nil }
    let choices = (0..<count).map { trial in
      draws.compactMap { setting($0.key, $0.range, $0.draw.value(seed: seed, trial: trial)) }
    }
    return SweepFactor(keys: draws.map(\.key), choices: choices)
  }

  private mutating func whole(
    _ node: ConfigNode?, _ name: String, _ range: ClosedRange<Int>, missing place: SourceRange?
  ) -> Int? {
    guard let node else {
      report("'random' needs '\(name)': how many settings are drawn", at: place)
      return nil
    }
    return FieldValue(
      checking: node, type: .integer(range), label: "'\(name)' of random", scope: Scope(),
      diagnostics: &problems)?.integer()
  }

  private mutating func seeds(_ value: FieldValue) -> SweepFactor? {
    let seeds: [(Int, SourceRange?)]
    switch value.content {
    case .list(let items): seeds = items.map { ($0.integer(), $0.range) }
    default: seeds = (1...max(1, value.integer())).map { ($0, value.range) }
    }
    let choices = seeds.compactMap { seed, range in
      setting(
        "seed", value.keyRange,
        ConfigNode(.number(Double(seed), text: "\(seed)"), range: range, origin: value.origin))
    }
    return SweepFactor(keys: ["seed"], choices: choices.map { [$0] })
  }

  mutating func exceptions(
    _ node: ConfigNode?
  ) -> [(settings: [Setting], range: SourceRange?)] {
    guard let node, !node.isNull else { return [] }
    guard let items = node.items else {
      report(
        "'except' expects a list of maps, such as [{params.latent: 8, seed: 3}], found \(node.summary)",
        at: node.range)
      return []
    }
    return items.map { (settings($0, of: "an entry of except"), $0.range) }
  }

  mutating func objective(_ fields: Fields) -> SweepDefinition.Objective? {
    guard fields.has("objective") else { return nil }
    let written = fields.fields("objective")
    let named = ["minimize", "maximize"].filter(written.has)
    guard named.count == 1 else {
      report(
        named.isEmpty
          ? "the objective needs 'minimize' or 'maximize', with a loss or metric"
          : "the objective has 'minimize' and 'maximize'; it is one of them",
        at: fields.range(of: "objective"))
      return nil
    }
    return .init(
      name: written.text(named[0]), range: written.range(of: named[0]),
      isMaximized: named[0] == "maximize", takesBest: written.text("of") == "best")
  }

  mutating func halving(_ root: ConfigNode, _ fields: Fields) -> Halving? {
    guard let node = root["halving"], !node.isNull else { return nil }
    if root["objective"] == nil {
      report(
        "halving needs an objective to rank the trials by", at: node.range,
        notes: ["such as 'objective: {minimize: reconstruction}'; a GAN's losses are none"])
    }
    let marks = Halving.marks(node["at"]?.items ?? [], problems: &problems)
    guard let marks, fields.has("halving") else { return nil }
    return Halving(keep: fields.fields("halving").number("keep"), marks: marks)
  }

  /// All keys that the file says it varies, also where their values are wrong.
  func keys(_ root: ConfigNode) -> Set<String> {
    let grid = root["grid"]?.entries.map { Array($0.keys) } ?? []
    let zip = root["zip"]?.items?.flatMap { $0.entries.map { Array($0.keys) } ?? [] } ?? []
    let random = root["random"]?.entries.map { Array($0.keys) } ?? []
    return Set(grid + zip + random.filter { !["count", "seed"].contains($0) })
      .union(root["seeds"] == nil ? [] : ["seed"])
  }

  /// No key is set by two parts; what is left out speaks of keys that are varied.
  ///
  /// - Parameter written: the keys that are varied, also where their values are wrong.
  mutating func checkKeys(
    common: [Setting], factors: [SweepFactor],
    exceptions: [(settings: [Setting], range: SourceRange?)], written: Set<String>
  ) {
    var seen: Set<String> = []
    let parts = [common.map(\.key)] + factors.map(\.keys)
    let ranges = [common] + factors.map { $0.choices.first ?? [] }
    for (keys, settings) in Swift.zip(parts, ranges) {
      for key in keys where !seen.insert(key).inserted {
        report(
          "'\(key)' is set twice by this sweep",
          at: settings.first { $0.key == key }?.place)
      }
    }
    for exception in exceptions {
      for setting in exception.settings where !written.contains(setting.key) {
        report(
          "'\(setting.key.excerpt)' is not varied by this sweep"
            + Suggestion.phrase(for: setting.key, among: written.sorted()),
          at: setting.place)
      }
    }
  }

  /// Whether the trials are no more than may be; looked at before any is made.
  mutating func checkCount(
    of factors: [SweepFactor], most: Int, at range: SourceRange?
  ) -> Bool {
    let count = factors.reduce(1) { $0.multipliedClamped(by: $1.choices.count) }
    guard count > most else { return true }
    report(
      "this sweep has \(count == .max ? "too many" : "\(count)") trials; at most \(most) are made",
      at: range, notes: ["more are made with 'limits: {trials: \(min(count, 1_000_000))}'"])
    return false
  }
}
