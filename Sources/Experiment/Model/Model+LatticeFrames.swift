import Config

extension Model {
  /// The samples that show a lattice in the plane of a scatter plot: over places that a network takes, which elsewhere takes
  /// what is made of the plot's two numbers an example.
  ///
  /// `sigmoid(decoder(lattice([-2, 2], [2, -2], 20)))` lies in the plane of `posterior.mean` where `z` is made of that and there
  /// is `decoder(z)`.
  package func lattices(inPlaneOf plot: PlotDefinition) -> [GridDefinition] {
    guard case .scatter(let shown, _) = plot.kind else { return [] }
    var wanted: Set<String> = [shown.description]
    var tree = shown
    while case .name(let name) = tree.kind, let value = definition.values[name],
      wanted.insert(value.description).inserted
    { tree = value }
    let samples = definition.outputs.samples
    let all: [ExpressionTree] =
      definition.values.map(\.value) + definition.losses.map(\.value) + samples.flatMap(\.rows)
    return samples.filter { sample in
      guard sample.iteration == nil, let taker = sample.latticeAxes.first?.taker else {
        return false
      }
      return all.contains { tree in
        tree.arguments(of: taker).contains { argument in
          var seen: Set<String> = []
          return reads(wanted, in: argument, &seen)
        }
      }
    }
  }

  /// Whether one of some expressions is a part of another, or of what that names.
  private func reads(
    _ wanted: Set<String>, in tree: ExpressionTree, _ seen: inout Set<String>
  ) -> Bool {
    if wanted.contains(tree.description) { return true }
    if case .name(let name) = tree.kind, let value = definition.values[name],
      seen.insert(name).inserted
    {
      return reads(wanted, in: value, &seen)
    }
    for child in tree.children where reads(wanted, in: child, &seen) { return true }
    return false
  }
}

extension ExpressionTree {
  /// What each call of a network is given.
  fileprivate func arguments(of network: String) -> [ExpressionTree] {
    let inner = children.flatMap { $0.arguments(of: network) }
    guard case .call(network, let arguments, let keywords) = kind else { return inner }
    return arguments + keywords.map(\.value) + inner
  }
}
