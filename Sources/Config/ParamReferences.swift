import OrderedCollections

/// Which params name which others, as `${name}` or in an expression.
struct ParamReferences {
  private let references: OrderedDictionary<String, [String]>

  init(_ params: OrderedDictionary<String, ConfigNode>) {
    self.references = params.mapValues { node in
      ParamReferences.names(in: node).filter { params[$0] != nil }
    }
  }

  /// Each circle once, beginning at its first param.
  func cycles() -> [[String]] {
    var found: [[String]] = []
    var finished: Set<String> = []
    for start in references.keys where !finished.contains(start) {
      // Depth first without recursion: params may refer to each other in a long chain.
      var path: [(name: String, next: Int)] = [(start, 0)]
      var onPath: Set<String> = [start]
      while let (name, next) = path.last {
        let targets = references[name] ?? []
        guard next < targets.count else {
          finished.insert(name)
          onPath.remove(name)
          path.removeLast()
          continue
        }
        path[path.count - 1].next += 1
        let target = targets[next]
        if onPath.contains(target) {
          found.append(path.map(\.name).drop { $0 != target }.map { $0 })
        } else if !finished.contains(target) {
          path.append((target, 0))
          onPath.insert(target)
        }
      }
    }
    return found
  }

  static func names(in node: ConfigNode) -> [String] {
    switch node.content {
    case .null, .boolean, .number: return []
    case .list(let items): return items.flatMap(names)
    case .map(let entries): return entries.values.flatMap { names(in: $0.value) }
    case .text(let text):
      if let template = try? Template(text, range: nil), template.hasParams {
        return template.names
      }
      return (try? ExpressionTree(parsing: text))?.names ?? []
    }
  }
}

extension ConfigNode {
  /// Whether a value names a param, as `${name}` or in an expression.
  public func names(param name: String) -> Bool { ParamReferences.names(in: self).contains(name) }
}
