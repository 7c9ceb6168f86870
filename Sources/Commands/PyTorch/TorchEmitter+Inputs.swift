import Diagnostics
import Experiment
import Graph
import Tensors

/// What a network is given, and what it draws itself.
extension TorchEmitter {
  /// - Throws: draws of no step, which are the same in each.
  mutating func emitDraw(_ index: Int, _ random: Random) throws {
    let node = nodes[index]
    guard let input = nodes[node.inputs[0].node].operation as? Input,
      case .runtime = input.source
    else {
      throw Diagnostic(
        "'\(node.origin.path)' draws the same numbers at every step, so it cannot be exported",
        at: node.origin.range)
    }
    let value = Value(node: index, output: 0)
    let shape = Self.tuple(try dimensions(value))
    draws = true
    switch random.distribution {
    case .uniform: set(value, "torch.rand(\(shape))")
    case .normal: set(value, "torch.randn(\(shape))")
    case .integer(let low, let high):
      set(value, "torch.randint(\(low), \(high), \(shape), dtype=torch.int32)")
    }
  }

  mutating func emitInput(_ index: Int, _ input: Input) throws {
    let value = Value(node: index, output: 0)
    switch input.source {
    case .batch(let name):
      let text = Self.variable(name)
      // Channels last inside.
      alias(
        value, Expression(text: text, order: input.type.shape.rank == 4 ? [0, 2, 3, 1] : nil))
    case .state(let name):
      used.insert(name)
      let entry = networks[0].entries.first { $0.name == name }
      let layout = entry?.layout ?? Array(input.type.shape.extents.indices)
      alias(
        value,
        Expression(
          text: "self.\(name.dropFirst(network.count + 1))",
          order: layout == Array(layout.indices) ? nil : layout))
    case .runtime, .hoisted:
      throw Diagnostic(
        "'\(network)' depends on the step, so it cannot be exported", at: nil)
    }
  }
}
