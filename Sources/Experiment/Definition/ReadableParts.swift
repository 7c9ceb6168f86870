import Config
import Diagnostics
import OrderedCollections

/// What can be read of an experiment in which something is wrong: the tree without the parts that are, and the names
/// of which nothing is known therefore.
///
/// A misspelt key at the top is read as the one that was meant, a section that is no map as what it replaced.
public struct ReadableParts {
  /// What is left, with a version and a name in any case.
  public private(set) var root: ConfigNode
  public private(set) var unread = UnreadNames()
  /// The sections that lack something.
  private var incomplete: Set<String> = []
  /// Places of mistakes that take nothing away.
  private var harmless: Set<SourceRange?>
  private var removals = 0

  /// The sections whose keys are names that expressions read.
  static let namespaces = [
    "params", "data", "networks", "variables", "values", "losses", "metrics",
  ]

  public init(_ root: ConfigNode) {
    harmless = [root.range]
    let sections = ExperimentSchema.experiment.fields.map(\.name)
    var entries: OrderedDictionary<String, ConfigNode.Entry> = [:]
    for (key, entry) in root.entries ?? [:] {
      let meant =
        sections.contains(key)
        ? nil
        : Self.foreign(key, entry.value) ?? Suggestion.nearest(to: key, among: sections)
      if let meant, root[meant] == nil, entries[meant] == nil {
        harmless.insert(entry.keyRange ?? entry.value.range)
        entries[meant] = entry
      } else {
        entries[key] = entry
      }
    }
    for (key, content) in [
      ("etch", ConfigNode.Content.number(1, text: "1")), ("name", .text("unnamed")),
    ] where entries[key] == nil {
      entries[key] = .init(
        keyRange: nil, value: ConfigNode(content, range: nil, origin: .standard))
    }
    var copy = root
    copy.content = .map(entries)
    // A section that was not 'train' by its name has its step as it was written.
    self.root = copy.withStagesListed
    for key in Self.namespaces {
      guard let value = copy[key], value.entries == nil, !value.isNull else { continue }
      remove([key])
    }
  }

  /// The section of names that other libraries call so: `model: {encoder: {…}}`.
  private static func foreign(_ key: String, _ value: ConfigNode) -> String? {
    guard let entries = value.entries, !entries.isEmpty,
      let meant = ForeignNames.meant(by: key, among: namespaces)
    else { return nil }
    // One network without a name is none of several.
    let isOfMaps = ["data", "networks", "variables"].contains(meant)
    return isOfMaps && entries.values.contains { $0.value.entries == nil } ? nil : meant
  }

  /// Leaves out what holds these mistakes.
  ///
  /// - Returns: whether each was found, so that what is left may be right. More than are printed are not looked for.
  public mutating func leaveOut(_ mistakes: DiagnosticList) -> Bool {
    guard mistakes.diagnostics.count <= DiagnosticList.mostPrinted else { return false }
    for mistake in mistakes.diagnostics where mistake.severity == .error {
      guard let range = mistake.range else { return false }
      if harmless.contains(range) { continue }
      let parts = parts(at: range)
      // What a mistake of the version means is not known.
      guard !parts.isEmpty, !parts.contains(["etch"]) else { return false }
      // The other one of two that do not go together is at fault as well.
      for place in [range] + mistake.notes.compactMap(\.range) {
        for part in self.parts(at: place) { remove(part) }
      }
    }
    return true
  }

  /// How much was left out so far.
  public var size: Int { removals }

  /// Whether a mistake met in what is left has nothing to do with what was left out.
  public func isIndependent(_ mistake: Diagnostic) -> Bool {
    guard let range = mistake.range, let section = parts(at: range).first?.first else {
      return false
    }
    let needed: Set<String> =
      switch section {
      case "networks": ["params", "blocks", "networks"]
      case "train": ["params", "data", "networks", "variables", "train"]
      case "values", "losses", "metrics":
        ["params", "functions", "values", "losses", "metrics"]
      default: ["params"]
      }
    return incomplete.isDisjoint(with: needed)
  }

  /// The parts that a place lies in; several where one stands for several by an alias.
  private func parts(at range: SourceRange) -> [[String]] {
    var found: [[String]] = []
    for (key, entry) in root.entries ?? [:] where entry.holds(range) {
      switch key {
      case "outputs":
        for path in Self.inner([key], entry.value, range) {
          let isNamed = ["samples", "plots"].contains(path.last)
          found += isNamed ? Self.inner(path, entry.value[path[1]], range) : [path]
        }
      case "train":
        for path in Self.inner([key], entry.value, range) {
          let isWiring = ["step", "rounds", "start"].contains(path.last)
          found.append(isWiring ? [key] : path)
        }
      default:
        let isNamed = key == "blocks" || key == "functions" || Self.namespaces.contains(key)
        found += isNamed ? Self.inner([key], entry.value, range) : [[key]]
      }
    }
    return found
  }

  /// The entries of the map at `path` that hold a place; the map itself where none does.
  private static func inner(
    _ path: [String], _ node: ConfigNode?, _ range: SourceRange
  ) -> [[String]] {
    let keys = (node?.entries ?? [:]).filter { $0.value.holds(range) }.keys
    return keys.isEmpty ? [path] : keys.map { path + [$0] }
  }

  private mutating func remove(_ path: [String]) {
    let section = path[0]
    guard let value = root[section] else { return }
    incomplete.insert(section)
    removals += 1
    if path == ["train"] {
      let rounds = value["rounds"]
      unread.add(rounds?.entries.map { Array($0.keys) } ?? [])
      if rounds != nil, rounds?.entries == nil { unread.mayBeAny = true }
    } else if section == "functions" {
      let calls = path.count > 1 ? [path[1]] : value.entries.map { Array($0.keys) } ?? []
      unread.add(calls.map(Self.functionName))
    } else if Self.namespaces.contains(section) {
      if path.count > 1 {
        unread.add([path[1]])
      } else if let entries = (value.entries ?? value.replaced.lazy.compactMap(\.entries).first) {
        unread.add(Array(entries.keys))
      } else {
        unread.mayBeAny = true
      }
    }
    if path == ["name"] {
      root = root.replacing(path, by: ConfigNode(.text("unnamed"), range: nil, origin: .standard))
    } else {
      root = root.replacing(path, by: nil)
    }
    // What is like a set that is not read, or has its size, cannot be read either.
    guard section == "data", path.count > 1, let others = root[section]?.entries else { return }
    for (name, entry) in others
    where ["like", "size"].contains(where: { entry.value[$0]?.text == path[1] }) {
      remove([section, name])
    }
  }

  /// What the key of a function calls it, as far as it can be read: `beta(t)`, `beta t`.
  static func functionName(_ key: String) -> String {
    String(key.prefix { $0 != "(" && $0 != " " })
  }
}

/// Names that an experiment defines, but by something that could not be read.
public struct UnreadNames: Sendable {
  public private(set) var names: [String] = []
  /// Whether any name may be one of them: a whole section could not be read.
  public fileprivate(set) var mayBeAny = false

  public init() {}

  public func contains(_ name: String) -> Bool { mayBeAny || names.contains(name) }

  fileprivate mutating func add(_ more: [String]) { names += more.flatMap(Self.given) }

  /// The names that a key was meant to give, as expressions read it: `mean, deviation`, as Python takes several outputs, gives
  /// two, and so does `my-loss`, which is a difference to them.
  static func given(_ key: String) -> [String] {
    guard !isName(key) else { return [key] }
    return [key] + key.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
  }
}

extension ConfigNode {
  /// The tree with another value at a path, or without it.
  fileprivate func replacing(_ path: [String], by value: ConfigNode?) -> ConfigNode {
    guard let key = path.first, var entries, let entry = entries[key] else { return self }
    if path.count > 1 {
      entries[key]?.value = entry.value.replacing(Array(path.dropFirst()), by: value)
    } else if let value {
      entries[key]?.value = value
    } else {
      entries.removeValue(forKey: key)
    }
    var copy = self
    copy.content = .map(entries)
    return copy
  }
}
