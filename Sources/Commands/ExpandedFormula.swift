import Config

/// An expression of an experiment with the definitions of all its names put in: values, losses and params.
struct ExpandedFormula {
  /// More parts are not read by people.
  private static let mostParts = 400

  let text: String

  /// `nil` where it is no formula, has nothing to put in, or would be too long.
  ///
  /// - Parameters:
  ///   - node: what the key holds.
  ///   - key: its path.
  ///   - root: the experiment.
  init?(_ node: ConfigNode, of key: String, in root: ConfigNode) {
    let isFormula =
      ["values.", "losses.", "metrics.", "outputs."].contains(where: key.hasPrefix)
      || [".minimize", ".maximize", ".assign"].contains(where: key.hasSuffix)
    guard isFormula, node.text != nil, let tree = try? ExpressionTree(node) else { return nil }
    var parts = 0
    let whole = Self.expanded(tree, root, open: [], &parts)
    guard parts <= Self.mostParts, whole.description != tree.description else { return nil }
    text = whole.description
  }

  /// - Parameter open: the names whose definitions are being put in.
  private static func expanded(
    _ tree: ExpressionTree, _ root: ConfigNode, open: Set<String>, _ parts: inout Int
  ) -> ExpressionTree {
    parts += 1
    guard parts <= mostParts else { return tree }
    guard case .name(let name) = tree.kind else {
      var count = parts
      let changed = tree.mapChildren { expanded($0, root, open: open, &count) }
      parts = count
      return changed
    }
    guard !open.contains(name) else { return tree }
    for section in ["params", "values", "losses"] {
      guard let node = root[section]?[name], let definition = try? ExpressionTree(node) else {
        continue
      }
      return expanded(definition, root, open: open.union([name]), &parts)
    }
    return tree
  }
}
