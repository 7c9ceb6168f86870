import Config
import Layers

/// What may be told of where the pictures of a lattice are: `lattice(…)` itself, or what the language makes of it before
/// a network takes it, `normal_quantile(lattice(…))`.
package struct LatticeAxes: Sendable {
  /// What its points are called among what is evaluated.
  package let item: String
  /// What x and y are called there: `posterior.mean[0]`, or `decoder input [0]` where only who takes them has a name.
  package let names: (x: String, y: String)
  let points: ExpressionTree
  /// The network that takes them, if one does.
  let taker: String?
}

extension GridDefinition {
  /// The points of its lattice from the inside outwards; which of them are still two numbers each is known when they are
  /// evaluated. None where there are several rows, or captions: there a cell does not stand in one place of the lattice.
  package var latticeAxes: [LatticeAxes] {
    let (rows, lattices) = settled
    guard rows.count == 1, captions.allSatisfy({ $0 == nil }), let row = rows.first else {
      return []
    }
    let way = row.wayFromLattice
    func network(_ tree: ExpressionTree) -> String? {
      guard case .call(let name, _, _) = tree.kind,
        !FunctionCatalogue.all.contains(where: { $0.schema.name == name })
      else { return nil }
      return name
    }
    let taker = way.lazy.compactMap(network).first
    let before = way.prefix { network($0) == nil }
    // A row or column alone, or the classes that one stands for, are no places of what is taken.
    guard !before.contains(where: \.isPartOfPoints) else { return [] }
    return before.enumerated().compactMap { place, points in
      if case .list = points.kind { return nil }
      func name(_ index: Int) -> String {
        if place == 0, let spread = lattices.first {
          let number = ExpressionTree(.number(Double(index)), range: nil)
          return ExpressionTree(.slice(spread.value, [.element(number)]), range: nil).description
        }
        return taker.map { "\($0) input [\(index)]" } ?? ["x", "y"][index]
      }
      return LatticeAxes(
        item: "axes \(place)", names: (name(0), name(1)), points: points, taker: taker)
    }
  }

  /// Whether something that is evaluated are the points of a lattice, which are no picture.
  package static func areAxes(_ item: String) -> Bool { item.hasPrefix("axes ") }
}

extension ExpressionTree {
  /// Whether it takes something out of what is below it, or counts by it.
  fileprivate var isPartOfPoints: Bool {
    switch kind {
    case .slice, .member, .call("one_hot", _, _), .call("argmax", _, _): true
    case .number, .text, .name, .call, .list, .negate, .binary: false
    }
  }

  /// The lattice in it and what is made of that, up to the whole; nothing where there is none, or several.
  fileprivate var wayFromLattice: [ExpressionTree] {
    if case .call("lattice", _, _) = kind { return [self] }
    let ways = children.map(\.wayFromLattice).filter { !$0.isEmpty }
    return ways.count == 1 ? ways[0] + [self] : []
  }
}
