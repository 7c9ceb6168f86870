import Graph
import Tensors

/// A graph of only what its results need, without steps that change no bit.
///
/// Left out: dead nodes, a second equal node, `x · 1`, `x / 1`, `−−x`, stopped gradients (they are gone by
/// now), and reshapes, permutes and broadcasts of one another. Rows and then columns that are numbers of the
/// program are chosen at once, as those of a mirrored edge. Where there is `max(x, c)`, `x > c` is
/// `max(x, c) > c`, and likewise for minima: so the gradient of an activation reads what the layer after
/// it reads, and what was before the activation need not be kept.
struct OptimizedGraph: Sendable {
  let graph: Graph

  init(_ original: Graph) throws {
    graph = try GraphRewrite.graph(original.withoutDead) { node, inputs, builder in
      try OptimizedGraph.simplified(node.operation, inputs, builder).map { [$0] }
    }
  }

  /// An equal value that is there already, or takes fewer steps.
  private static func simplified(
    _ operation: any Operation, _ inputs: [Value], _ builder: GraphBuilder
  ) throws -> Value? {
    guard let first = inputs.first else { return nil }
    let source = builder.graph.nodes[first.node]
    switch operation {
    case is StopGradient: return first
    case is Multiply:
      if isOne(inputs[1], builder.graph) { return first }
      if isOne(first, builder.graph) { return inputs[1] }
    case is Divide where isOne(inputs[1], builder.graph): return first
    case is Negate where source.operation is Negate: return source.inputs[0]
    case is Compare where builder.type(of: first).element != .float32: return nil
    case let compare as Compare where compare.kind == .greater:
      guard let most = try existing(Maximum(), inputs, builder) else { return nil }
      return try builder.apply(compare, most, inputs[1])
    case let compare as Compare where compare.kind == .less:
      guard let least = try existing(Minimum(), inputs, builder) else { return nil }
      return try builder.apply(compare, least, inputs[1])
    case let reshape as Reshape:
      if reshape.shape == builder.shape(of: first) { return first }
      if source.operation is Reshape {
        let inner = source.inputs[0]
        return try simplified(reshape, [inner], builder) ?? builder.apply(reshape, inner)
      }
    case let permute as Permute:
      if permute.order == Array(permute.order.indices) { return first }
      if let inner = source.operation as? Permute {
        let order = permute.order.map { inner.order[$0] }
        if order == Array(order.indices) { return source.inputs[0] }
        return try builder.apply(Permute(order), source.inputs[0])
      }
    case let broadcast as Broadcast:
      if broadcast.shape == builder.shape(of: first) { return first }
      if let inner = source.operation as? Broadcast {
        let axes = inner.axes.map { broadcast.axes[$0] }
        return try builder.apply(Broadcast(to: broadcast.shape, axes: axes), source.inputs[0])
      }
    case let gather as Gather: return try places(gather, inputs, builder)
    default: break
    }
    return nil
  }

  /// Places along two neighbouring axes, where each is a gather of numbers that are within its axis.
  private static func places(
    _ gather: Gather, _ inputs: [Value], _ builder: GraphBuilder
  ) throws -> Value? {
    let source = builder.graph.nodes[inputs[0].node]
    guard let inner = source.operation as? Gather, inner.axis + 1 == gather.axis,
      builder.shape(of: source.inputs[1]).rank == 1
    else { return nil }
    var shape = builder.shape(of: source.inputs[0]).extents
    let (height, width) = (shape[inner.axis], shape[gather.axis])
    guard let rows = numbers(source.inputs[1], below: height, builder),
      let columns = numbers(inputs[1], below: width, builder),
      height * width <= 1 << 24, rows.count * columns.count <= 1 << 22
    else { return nil }
    let index = rows.flatMap { row in columns.map { row * Int32(width) + $0 } }
    let table = HostArray(shape: [rows.count, columns.count], storage: .int32(index))
    shape.replaceSubrange(inner.axis...gather.axis, with: [height * width])
    let flat = try builder.apply(Reshape(to: Shape(shape)), source.inputs[0])
    return try builder.apply(Gather(axis: inner.axis), flat, builder.apply(Constant(table)))
  }

  /// The numbers of a list that is the program's own, if all are of `0..<extent`.
  private static func numbers(
    _ value: Value, below extent: Int, _ builder: GraphBuilder
  ) -> [Int32]? {
    guard let constant = builder.graph.nodes[value.node].operation as? Constant,
      constant.array.shape.rank == 1, case .int32(let numbers) = constant.array.storage,
      numbers.allSatisfy({ $0 >= 0 && $0 < extent })
    else { return nil }
    return numbers
  }

  /// The operation's value, where an earlier node has it; else a node is made that nothing reads.
  private static func existing(
    _ operation: some Operation, _ inputs: [Value], _ builder: GraphBuilder
  ) throws -> Value? {
    let count = builder.graph.nodes.count
    let value = try builder.apply(operation, inputs[0], inputs[1])
    return value.node < count ? value : nil
  }

  private static func isOne(_ value: Value, _ graph: Graph) -> Bool { graph.uniform(value) == 1 }
}
