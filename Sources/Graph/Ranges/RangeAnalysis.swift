import Tensors

/// Follows the ranges of numbers through a graph: one evaluator over the scalars of its statements.
///
/// State and normal draws have no bounds; data has those of its format, through its transforms.
public struct RangeAnalysis {
  private let inputs: (Input.Source) -> ValueRange?
  private var known: [Value: ValueRange]

  /// - Parameters:
  ///   - inputs: what is known of inputs.
  ///   - known: what is known of other values, such as those of a softmax.
  public init(
    _ inputs: @escaping (Input.Source) -> ValueRange?, known: [Value: ValueRange] = [:]
  ) {
    self.inputs = inputs
    self.known = known
  }

  /// Keeps what is known of a value.
  public mutating func set(_ range: ValueRange, of value: Value) { known[value] = range }

  /// The range of a value; each node of the graph is looked at once, however often this is asked.
  public mutating func range(of value: Value, in nodes: [Node]) -> ValueRange {
    if let range = known[value] { return range }
    // Each node stands after what it reads.
    var needed: Set<Int> = []
    var open = [value.node]
    while let node = open.popLast() {
      let isKnown = known[Value(node: node, output: 0)] != nil && node != value.node
      guard !isKnown, needed.insert(node).inserted else { continue }
      open += nodes[node].inputs.map(\.node)
    }
    for node in needed.sorted() {
      for (output, range) in ranges(of: nodes[node], nodes).enumerated() {
        let place = Value(node: node, output: output)
        if known[place] == nil { known[place] = range }
      }
    }
    return known[value] ?? .unbounded
  }

  private func ranges(of node: Node, _ nodes: [Node]) -> [ValueRange] {
    switch node.operation {
    case let input as Input: return [inputs(input.source) ?? .unbounded]
    case let constant as Constant:
      let numbers = constant.array.doubles
      guard let low = numbers.min(), let high = numbers.max() else { return [ValueRange(0)] }
      return [ValueRange(low, high)]
    case is Reshape: return [known[node.inputs[0]] ?? .unbounded]
    default: break
    }
    let types = node.inputs.map { nodes[$0.node].outputs[$0.output] }
    var found = [ValueRange?](repeating: nil, count: node.outputs.count)
    for statement in node.operation.statements(inputs: types, outputs: node.outputs) {
      let reads = statement.reads.map { access in
        let range = known[node.inputs[access.input]] ?? .unbounded
        return access.outside.map { range.union(ValueRange($0)) } ?? range
      }
      func isSame(_ a: Int, _ b: Int) -> Bool {
        let (first, second) = (statement.reads[a], statement.reads[b])
        return node.inputs[first.input] == node.inputs[second.input]
          && first.index == second.index && first.outside == second.outside
      }
      for write in statement.writes {
        let value = write.value.range(reads, isSame: isSame, extents: statement.extents)
        for (place, range) in write.ranges(value, statement) {
          found[place] = found[place].map { $0.union(range) } ?? range
        }
      }
    }
    return found.map { $0 ?? .unbounded }
  }
}

extension Statement.Write {
  /// The ranges of the outputs that it writes.
  fileprivate func ranges(
    _ value: ValueRange, _ statement: Statement
  ) -> [(output: Int, range: ValueRange)] {
    let count = statement.mergedCount(self)
    switch combine {
    case .set, .max: return [(output, value)]
    case .sum:
      guard count > 1 else { return [(output, value)] }
      let sum = ValueRange(
        value.low == 0 ? 0 : value.low * count, value.high == 0 ? 0 : value.high * count,
        isTight: false)
      // Where a scatter goes, nothing may come.
      return [(output, isIndirect ? sum.union(ValueRange(0)) : sum)]
    case .argmax: return [(output, ValueRange(0, max(count - 1, 0)))]
    case .moments:
      let half = value.width / 2
      return [
        (output, value.loose),
        (output + 1, ValueRange(0, value.isFinite ? half * half : .infinity, isTight: false)),
      ]
    }
  }

  private var isIndirect: Bool {
    index.contains { if case .indirect = $0 { true } else { false } }
  }
}

extension Statement {
  /// How many points are merged into one element.
  fileprivate func mergedCount(_ write: Write) -> Double {
    var isWritten = [Bool](repeating: false, count: extents.count)
    for index in write.index {
      guard case .affine(let affine) = index else {
        return extents.reduce(1) { $0 * Double($1) }
      }
      for (loop, coefficient) in affine.coefficients.enumerated() where coefficient != 0 {
        isWritten[loop] = true
      }
    }
    return zip(extents, isWritten).reduce(1) { $1.1 ? $0 : $0 * Double($1.0) }
  }
}
