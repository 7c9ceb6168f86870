import Diagnostics
import OrderedCollections

extension Scope {
  /// The params that the command line or a sweep set and on which the expression at a place depends, the nearest first; none where
  /// that is no expression over params.
  public func settings(behind range: SourceRange) -> [(name: String, value: ConfigNode)] {
    guard params.values.contains(where: { $0.origin.isOverride }),
      let names = Self.names(in: range.text), names.allSatisfy({ params[$0] != nil })
    else { return [] }
    var settings: [(name: String, value: ConfigNode)] = []
    var met = OrderedSet(names)
    var next = 0
    while next < met.count {
      let name = met[next]
      next += 1
      guard let value = params[name] else { continue }
      if value.origin.isOverride {
        settings.append((name, value))
      } else {
        met.append(contentsOf: ParamReferences.names(in: value))
      }
    }
    return settings
  }

  /// The names that an expression without calls reads; of a duration, `2 * k steps`, those of its count. `nil` where it is none.
  private static func names(in text: String) -> [String]? {
    var expression = try? ExpressionTree(parsing: text)
    let words = text.split(separator: " ")
    if expression == nil, words.count > 1, let last = words.last,
      Period.Unit(word: String(last)) != nil
    {
      expression = try? ExpressionTree(parsing: words.dropLast().joined(separator: " "))
    }
    guard let expression, !expression.hasCalls, !expression.names.isEmpty else { return nil }
    return expression.names
  }
}

extension Composition {
  /// The same, where a param is what it was before the command line or a sweep set it; `nil` where it was nothing.
  public func restoring(param name: String) -> Composition? {
    guard var sections = root.entries, let section = sections["params"]?.value,
      var params = section.entries,
      let former = params[name]?.value.replaced.first(where: { !$0.origin.isOverride })
    else { return nil }
    params[name]?.value = former
    var changed = section
    changed.content = .map(params)
    sections["params"]?.value = changed
    var copy = root
    copy.content = .map(sections)
    return Composition(root: copy, profiles: profiles, files: files)
  }
}
