import Diagnostics

extension ExpressionTree {
  /// The sections of a file whose entries are named in expressions.
  private static let sections = [
    "data", "losses", "metrics", "networks", "params", "values", "variables",
  ]

  /// What is wrong with a name that stands behind its section, as `data.digit`, anywhere in what is read of it.
  ///
  /// - Parameter isKnown: whether something is called so.
  package func sectionMistake(_ isKnown: (String) -> Bool) -> Diagnostic? {
    guard case .member(let base, let name) = kind else { return nil }
    guard case .name(let section) = base.kind else { return base.sectionMistake(isKnown) }
    guard Self.sections.contains(section), !isKnown(section), isKnown(name) else { return nil }
    let shown = name.excerpt
    return Diagnostic("names stand alone: '\(shown)', not '\(section).\(shown)'", at: range)
  }
}
