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

  /// Walks a dotted path: keys of maps, numbers of list items from 0, names of updates in `train.step`.
  init(_ path: String, in root: ConfigNode) throws(Diagnostic) {
    let parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    var node = root
    var index = 0
    while index < parts.count {
      guard let (next, used) = Self.step(node, parts[index...]) else {
        let whole = parts[...index].joined(separator: ".")
        let hint = Suggestion.phrase(for: parts[index], among: Self.names(node))
        throw Diagnostic("there is no '\(whole.excerpt)'\(hint)", at: nil)
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
    case .map(let entries): Array(entries.keys)
    case .list(let items): items.flatMap { Array($0.entries?.keys ?? []) }
    }
  }

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
    return text
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
