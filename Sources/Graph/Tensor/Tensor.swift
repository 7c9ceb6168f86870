import Tensors

/// A value of a graph under construction, with the arithmetic that gradients, layers, losses and optimizers
/// are written in.
///
/// Two tensors fit where their shapes are equal, where one is a scalar, or where the ranks are equal and
/// every axis has equal extents or one of them is 1. A shape is never extended silently. Integers become
/// float32 in arithmetic.
public struct Tensor: Hashable {
  public let value: Value
  public let builder: GraphBuilder

  public init(_ value: Value, _ builder: GraphBuilder) {
    self.value = value
    self.builder = builder
  }

  public var type: TensorType { builder.type(of: value) }
  public var shape: Shape { type.shape }

  /// The first output of an operation on this and other tensors.
  public func apply(
    _ operation: some Operation, _ others: Tensor...
  ) throws(ShapeMismatch) -> Tensor {
    Tensor(try builder.applyAll(operation, [value] + others.map(\.value))[0], builder)
  }

  /// Whether it is a literal, perhaps broadcast, reshaped or converted.
  public var isConstant: Bool {
    let node = builder.graph.nodes[value.node]
    switch node.operation {
    case is Constant: return true
    case is Broadcast, is Reshape, is Convert: return Tensor(node.inputs[0], builder).isConstant
    default: return false
    }
  }

  public static func == (a: Tensor, b: Tensor) -> Bool {
    a.value == b.value && a.builder === b.builder
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(value) }
}

extension GraphBuilder {
  public func result(_ target: Graph.Result.Target, _ tensor: Tensor) {
    result(target, tensor.value)
  }
}
