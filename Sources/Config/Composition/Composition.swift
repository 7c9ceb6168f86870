import Diagnostics

/// A composed experiment, before its schema is applied.
public struct Composition: Sendable {
  /// The experiment without `extends` and `profiles`, which have done their work.
  public let root: ConfigNode
  /// The names of the profiles that could be chosen.
  public let profiles: [String]
  /// The files that were read, the experiment first.
  public let files: [SourceFile]

  /// The value at a dotted path, with its history.
  ///
  /// - Throws: a part of the path that does not exist, with the nearest one.
  public func explain(_ path: String) throws(Diagnostic) -> Explanation {
    try Explanation(path, in: root)
  }
}

/// A value, where it stands and what it replaced.
public struct Explanation: Sendable {
  public let path: String
  /// The value, then those it replaced, the latest first.
  public let chain: [ConfigNode]

  public var value: ConfigNode { chain[0] }

  /// Something in a map or list that was said elsewhere than the whole: a rate that a profile sets.
  public struct Part: Sendable {
    /// Below the whole: `adam.learning_rate`.
    public let path: String
    /// The value, then those it replaced, the latest first.
    public let chain: [ConfigNode]
  }

  /// The parts of the value that were said elsewhere, in the order of the file.
  public var parts: [Part] { Self.parts(of: value, below: "") }

  private static func parts(of node: ConfigNode, below path: String) -> [Part] {
    let children: [(name: String, node: ConfigNode)] =
      switch node.content {
      case .null, .boolean, .number, .text: []
      case .map(let entries): entries.map { ($0.key, $0.value.value) }
      case .list(let items): items.enumerated().map { ("\($0.offset)", $0.element) }
      }
    return children.flatMap { child in
      let own = path + child.name
      let isElsewhere = child.node.origin != node.origin || !child.node.replaced.isEmpty
      return (isElsewhere ? [Part(path: own, chain: [child.node] + child.node.replaced)] : [])
        + parts(of: child.node, below: own + ".")
    }
  }

  /// Walks a dotted path: keys of maps, numbers of list items from 0, names of updates in `train.step`.
  init(_ path: String, in root: ConfigNode) throws(Diagnostic) {
    let parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    var node = root
    var index = 0
    while index < parts.count {
      guard let (next, used) = Self.step(node, parts[index...]) else {
        let whole = parts[...index].joined(separator: ".")
        let names = Self.names(node)
        // A word alone may be one of the language, which is looked up elsewhere.
        let foreign = index > 0 ? ForeignNames.hint(for: parts[index], among: names) : nil
        let hint = foreign ?? Suggestion.phrase(for: parts[index], among: names)
        throw Diagnostic(
          "there is no '\(whole.excerpt)'\(hint)", at: nil,
          notes: hint.isEmpty ? [Self.contents(of: node, at: parts[..<index])] : [])
      }
      node = next
      index += used
    }
    self.path = path
    self.chain = [node] + node.replaced
  }

  /// The child that the first parts name, and how many parts that takes: a key may hold points itself.
  private static func step(
    _ node: ConfigNode, _ parts: ArraySlice<String>
  ) -> (ConfigNode, Int)? {
    guard let first = parts.first else { return nil }
    switch node.content {
    case .null, .boolean, .number, .text: return nil
    case .map(let entries):
      for count in 1...min(parts.count, 8) {
        if let entry = entries[parts.prefix(count).joined(separator: ".")] {
          return (entry.value, count)
        }
      }
      return nil
    case .list(let items):
      if let index = Int(first) { return items.indices.contains(index) ? (items[index], 1) : nil }
      return items.lazy.compactMap { $0[first] }.first.map { ($0, 1) }
    }
  }

  private static func names(_ node: ConfigNode) -> [String] {
    switch node.content {
    case .null, .boolean, .number, .text: []
    case .map(let entries): Array(entries.keys) + LayerNames(node).all
    case .list(let items): items.flatMap { Array($0.entries?.keys ?? []) }
    }
  }

  /// What there is where something else was asked for.
  ///
  /// - Parameter path: where; empty of the whole file.
  private static func contents(of node: ConfigNode, at path: ArraySlice<String>) -> Diagnostic.Note
  {
    let whole = path.isEmpty ? "the file" : "'\(path.joined(separator: ".").excerpt)'"
    let text: String
    switch node.content {
    case .map(let entries) where !entries.isEmpty:
      let names = entries.keys.prefix(mostNames).map(\.excerpt).joined(separator: ", ")
      text = "has \(names)" + (entries.count > mostNames ? ", …" : "")
    case .list(let items) where items.count > 1:
      text = "is a list; its items are 0 to \(items.count - 1)"
    case .list(let items) where items.count == 1: text = "is a list; its item is 0"
    case .null, .boolean, .number, .text, .map, .list: text = "is \(node.summary)"
    }
    return Diagnostic.Note("\(whole) \(text)")
  }

  /// The most names that are told of a map.
  private static let mostNames = 16

  /// For people: the value, then a line for each place that said it.
  public var printed: String {
    var text = "\(path.escapedForDisplay):\(Self.short(value))\n"
    for (index, node) in chain.enumerated() {
      let place = node.range.map { " (\($0.place.escapedForDisplay))" } ?? ""
      text +=
        index == 0
        ? "  from \(node.origin.phrase)\(place)\n"
        : "  instead of\(Self.short(node)) from \(node.origin.phrase)\(place)\n"
    }
    let parts = parts
    for part in parts.prefix(Self.mostParts) {
      text += "  \(part.path.escapedForDisplay)" + Self.origin(of: part.chain[0])
      if part.chain.count > 1 { text += ", instead of" + Self.origin(of: part.chain[1]) }
      text += "\n"
    }
    if parts.count > Self.mostParts {
      text += "  and \(parts.count - Self.mostParts) more\n"
    }
    return text
  }

  /// The most parts that are printed.
  private static let mostParts = 12

  /// " 0.002 from profile 'quick' (digits.yaml:78:30)"; a map's or list's value stands above.
  private static func origin(of node: ConfigNode) -> String {
    let value =
      switch node.content {
      case .list, .map: ""
      case .null, .boolean, .number, .text: short(node)
      }
    let place = node.range.map { " (\($0.place.escapedForDisplay))" } ?? ""
    return "\(value) from \(node.origin.phrase)\(place)"
  }

  private static func short(_ node: ConfigNode) -> String {
    switch node.content {
    case .list, .map: "\n" + node.yaml(indent: 2).trimmingSuffix("\n")
    case .null, .boolean, .number, .text: " " + node.yaml().trimmingSuffix("\n")
    }
  }
}

extension String {
  fileprivate func trimmingSuffix(_ suffix: Character) -> String {
    last == suffix ? String(dropLast()) : self
  }
}
