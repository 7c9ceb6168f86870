import Graph
import Tensors

/// What a layer is as operations of a graph: a tree from what it gives to what it takes.
indirect enum TorchPattern: Sendable {
  /// Any value; the same one wherever the name stands.
  case value(String)
  /// One number, at all sizes the same.
  case number(String)
  case exactly(Double)
  /// A state entry whose name ends so: `weight`.
  case state(String)
  /// An operation by its name; inputs that may be exchanged stand in any order.
  case operation(String, [TorchPattern])
  case comparison(Compare.Kind, TorchPattern, TorchPattern)
  /// An output of what merges a tensor over some axes; the last one is −1.
  case reduction(String, output: Int = 0, over: [Int], TorchPattern)
  /// What is left of such axes, repeated along them.
  case repeated(over: [Int], TorchPattern)
  /// One number for each channel, repeated along all other axes.
  case channels(TorchPattern)
}

/// Where the parts of a pattern are in a graph.
struct TorchMatch {
  /// What the layer gives.
  let root: Value
  var values: [String: Value] = [:]
  var numbers: [String: Double] = [:]
  /// The names of state entries by their last word.
  var states: [String: String] = [:]
  /// Operations by name: of several the one that is farthest from the root.
  var nodes: [String: Int] = [:]

  init(root: Value) { self.root = root }

  /// What goes in.
  var input: Value { values["x"] ?? root }

  func node(_ name: String) -> Int { nodes[name] ?? root.node }

  func number(_ name: String) -> String { TorchEmitter.number(numbers[name] ?? 0) }
}

extension TorchEmitter {
  private static let exchangeable: Set<String> = ["add", "multiply", "maximum", "minimum"]

  /// What was found so far and the parts of one more pattern; `nil` where the value is computed in another way.
  func match(_ pattern: TorchPattern, _ value: Value, _ found: TorchMatch) -> TorchMatch? {
    var found = found
    let node = nodes[value.node]
    switch pattern {
    case .value(let name):
      if let known = found.values[name] { return known == value ? found : nil }
      found.values[name] = value
      return found
    case .number(let name):
      guard let number = number(value) else { return nil }
      found.numbers[name] = number
      return found
    case .exactly(let wanted):
      guard let number = number(value), Float(number) == Float(wanted) else { return nil }
      return found
    case .state(let last):
      guard let input = node.operation as? Input, case .state(let name) = input.source,
        name.hasSuffix("." + last)
      else { return nil }
      found.states[last] = name
      return found
    case .operation(let name, let inputs):
      guard node.operation.name == name, value.output == 0, node.inputs.count == inputs.count
      else { return nil }
      found.nodes[name] = value.node
      if let all = match(inputs, node.inputs, found) { return all }
      return Self.exchangeable.contains(name)
        ? match(inputs, Array(node.inputs.reversed()), found) : nil
    case .comparison(let kind, let first, let second):
      guard let compare = node.operation as? Compare, compare.kind == kind else { return nil }
      return match([first, second], node.inputs, found)
    case .reduction(let name, let output, let axes, let whole):
      let place = unpacked(value)
      let node = nodes[place.node]
      guard let reduction = node.operation as? any Reduction, node.operation.name == name,
        place.output == output,
        reduction.axes == Self.counted(axes, rank: type(node.inputs[0]).shape.rank)
      else { return nil }
      return match(whole, node.inputs[0], found)
    case .repeated(let axes, let part):
      return match(repeated: part, value, found) { Self.counted(axes, rank: $0) }
    case .channels(let part):
      return match(repeated: part, value, found) { Array(0..<max($0 - 1, 0)) }
    }
  }

  private func match(
    _ patterns: [TorchPattern], _ values: [Value], _ found: TorchMatch
  ) -> TorchMatch? {
    var found = found
    for (pattern, value) in zip(patterns, values) {
      guard let more = match(pattern, value, found) else { return nil }
      found = more
    }
    return found
  }

  /// - Parameter axes: those that a tensor of a rank is repeated along.
  private func match(
    repeated pattern: TorchPattern, _ value: Value, _ found: TorchMatch, axes: (Int) -> [Int]
  ) -> TorchMatch? {
    let all = operations(value.node, as: Broadcast.self)
    let isAlong = all.allSatisfy { broadcast in
      let new = axes(broadcast.shape.rank)
      let kept = broadcast.shape.extents.indices.filter { !new.contains($0) }
      // Where there is one element only, it does not matter whether it is repeated.
      return kept.filter { broadcast.shape[$0] != 1 }
        == broadcast.axes.filter { broadcast.shape[$0] != 1 }
    }
    guard all.count == graphs.count, isAlong else { return nil }
    return match(pattern, unpacked(nodes[value.node].inputs[0]), found)
  }

  /// What a value was before axes of one element came and went.
  private func unpacked(_ value: Value) -> Value {
    let node = nodes[value.node]
    if node.operation is StopGradient { return unpacked(node.inputs[0]) }
    guard node.operation is Reshape else { return value }
    let isSame = graphs.allSatisfy { graph in
      let shapes = [value, node.inputs[0]].map { graph.type(of: $0).shape.extents }
      return shapes[0].filter { $0 != 1 } == shapes[1].filter { $0 != 1 }
    }
    return isSame ? unpacked(node.inputs[0]) : value
  }

  /// The number that all elements of a value are, at all sizes.
  private func number(_ value: Value) -> Double? {
    let all = numbers(value)
    guard let first = all.first, all.count == graphs.count, all.allSatisfy({ $0 == first })
    else { return nil }
    return first
  }

  /// The number that all elements of a value are, at each size; fewer where they are not one.
  func numbers(_ value: Value) -> [Double] {
    let node = nodes[value.node]
    return node.operation is Broadcast || node.operation is Reshape
      ? numbers(node.inputs[0]) : operations(value.node, as: Constant.self).compactMap(\.uniform)
  }

  private static func counted(_ axes: [Int], rank: Int) -> [Int] {
    axes.map { $0 < 0 ? $0 + rank : $0 }
  }
}
