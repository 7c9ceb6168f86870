import Graph
import Tensors

/// A graph in which the gradient of an activation tells by what the activation gave which numbers it let pass, where
/// what it was given would be kept for that alone.
///
/// - `y = x where x > 0, else s · x` with a number s ≥ 0: `y > 0` holds just where `x > 0` does, also where s · x is −0
///   or no number. With another comparison it would not: s · x may be 0 where x is not.
/// - `y = min(m, d)` with `m = max(x, c)` and d > c, as of `relu6`: `y > c` holds where `m > c` does, and
///   likewise for a maximum of a minimum. ``OptimizedGraph`` has made `m > c` of `x > c`.
///
/// What has a gradient that reads its input itself (elu, silu) or a slope that is trained (prelu) stays, and so does the language's
/// `clip`, which has its bounds first: it lets pass what lies on one, and what it gave does not tell that from what lay beyond.
struct MasksFromOutputs: Sendable {
  let graph: Graph

  /// What an activation lets pass.
  struct Mask {
    /// The node that compares what it is given.
    let position: Int
    let output: Value
  }

  init(_ original: Graph) throws {
    var masks = Self.masks(original)
    if !masks.isEmpty {
      let lives = ValueLives(original)
      masks = masks.filter { lives.areKeptForAlone($0, original) }
    }
    guard !masks.isEmpty else {
      graph = original
      return
    }
    let known = Dictionary(grouping: masks) { max($0.position, $0.output.node) }
    var rewrite = GraphRewrite(original)
    for position in original.nodes.indices {
      try rewrite.add(position)
      for mask in known[position] ?? [] { try rewrite.compareOutput(mask) }
    }
    graph = rewrite.finished
  }

  /// One for each comparison of what an activation is given.
  private static func masks(_ graph: Graph) -> [Mask] {
    var outputs: [Int: Value] = [:]
    var comparisons: [Value: [Int]] = [:]
    for (position, node) in graph.nodes.enumerated() where node.operation is Compare {
      comparisons[node.inputs[0], default: []].append(position)
    }
    for (position, node) in graph.nodes.enumerated() {
      let output = Value(node: position)
      switch node.operation {
      case is Select where isLeaky(node, graph):
        outputs[node.inputs[0].node] = outputs[node.inputs[0].node] ?? output
      case is Minimum, is Maximum:
        guard let bound = Self.bound(node, graph) else { continue }
        for comparison in comparisons[node.inputs[0]] ?? []
        where graph.compares(comparison, bound.kind, with: bound.number) {
          outputs[comparison] = outputs[comparison] ?? output
        }
      default: break
      }
    }
    return outputs.keys.sorted().compactMap { position in
      outputs[position].map { Mask(position: position, output: $0) }
    }
  }

  /// Whether it is `x where x > 0, else s · x` with s ≥ 0.
  private static func isLeaky(_ node: Node, _ graph: Graph) -> Bool {
    let product = graph.nodes[node.inputs[2].node]
    guard product.operation is Multiply, graph.compares(node.inputs[0].node, .greater, with: 0),
      graph.nodes[node.inputs[0].node].inputs[0] == node.inputs[1],
      let place = product.inputs.firstIndex(of: node.inputs[1]),
      let slope = graph.uniform(product.inputs[1 - place])
    else { return false }
    return slope >= 0
  }

  /// The other bound of what is bounded by this node: that of the numbers it is given, which is not beyond its own.
  private static func bound(_ node: Node, _ graph: Graph) -> (kind: Compare.Kind, number: Double)? {
    let inner = graph.nodes[node.inputs[0].node]
    // Of one bound alone ``OptimizedGraph`` has made the comparison that of its output.
    guard inner.operation is Maximum || inner.operation is Minimum,
      let number = graph.uniform(inner.inputs[1]), let own = graph.uniform(node.inputs[1])
    else { return nil }
    if node.operation is Minimum, inner.operation is Maximum, own > number {
      return (.greater, number)
    }
    if node.operation is Maximum, inner.operation is Minimum, own < number {
      return (.less, number)
    }
    return nil
  }
}

extension ValueLives {
  /// Whether what an activation is given is kept for its gradient, and for nothing else that lives as long; nor longer than
  /// what it gave, which would be kept beside it.
  fileprivate func areKeptForAlone(_ mask: MasksFromOutputs.Mask, _ graph: Graph) -> Bool {
    let last = lastRead(of: Value(node: mask.position))
    let end = end(of: graph.nodes[mask.position].inputs[0])
    return last > max(mask.position, mask.output.node) && end < last
      && end <= max(self.end(of: mask.output), mask.position)
  }
}

extension Graph {
  /// Whether a node compares something with this number so.
  fileprivate func compares(_ position: Int, _ kind: Compare.Kind, with number: Double) -> Bool {
    let node = nodes[position]
    guard let compare = node.operation as? Compare, compare.kind == kind,
      type(of: node.inputs[0]).element == .float32
    else { return false }
    return uniform(node.inputs[1]) == number
  }
}

extension GraphRewrite {
  /// From here on a comparison is that of the activation's output.
  fileprivate mutating func compareOutput(_ mask: MasksFromOutputs.Mask) throws {
    let node = original.nodes[mask.position]
    builder.origin = node.origin
    set(
      mask.position,
      try builder.applyAll(node.operation, [value(mask.output), value(node.inputs[1])]))
  }
}
