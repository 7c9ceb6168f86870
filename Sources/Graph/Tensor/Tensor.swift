import Tensors

/// A value of a graph under construction, with the arithmetic that gradients, layers, losses and optimizers
/// are written in.
///
/// Two tensors fit where their examples do: axes align at the last one, and extents are equal or 1; a batch
/// meets only a batch of as many (see ``BatchAxis``). Integers become float32 in arithmetic.
public struct Tensor: Hashable {
  public let value: Value
  public let builder: GraphBuilder
  public let batch: BatchAxis

  public init(_ value: Value, _ builder: GraphBuilder, batch: BatchAxis = .none) {
    self.value = value
    self.builder = builder
    self.batch = batch
  }

  public var type: TensorType { builder.type(of: value) }
  public var shape: Shape { type.shape }

  /// The first output of an operation that keeps the first axis, on this and other tensors.
  public func apply(
    _ operation: some Operation, _ others: Tensor...
  ) throws(ShapeMismatch) -> Tensor {
    Tensor(
      try builder.applyAll(operation, [value] + others.map(\.value))[0], builder,
      batch: others.reduce(batch) { $0.merged(with: $1.batch) })
  }

  /// Whether it is a literal, perhaps broadcast, reshaped or converted.
  public var isConstant: Bool { literal != nil }

  /// The literal that it is, as it was before it was perhaps broadcast, reshaped or converted.
  public var literal: HostArray? {
    let node = builder.graph.nodes[value.node]
    switch node.operation {
    case let constant as Constant: return constant.array
    case is Broadcast, is Reshape, is Convert: return Tensor(node.inputs[0], builder).literal
    default: return nil
    }
  }

  public static func == (a: Tensor, b: Tensor) -> Bool {
    a.value == b.value && a.builder === b.builder && a.batch == b.batch
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(value) }
}

extension GraphBuilder {
  public func result(_ target: Graph.Result.Target, _ tensor: Tensor) {
    result(target, tensor.value)
  }
}
