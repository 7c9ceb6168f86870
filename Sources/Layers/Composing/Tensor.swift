import Graph
import Tensors

/// A value of a graph under construction, with the arithmetic that layers, losses and optimizers are
/// written in.
///
/// Two tensors fit where their shapes are equal, where one is a scalar, or where the ranks are equal and
/// every axis has equal extents or one of them is 1. A shape is never extended silently. Integers become
/// float32 in arithmetic.
public struct Tensor {
  public let value: Value
  public let builder: GraphBuilder

  public init(_ value: Value, _ builder: GraphBuilder) {
    self.value = value
    self.builder = builder
  }

  public var type: TensorType { builder.type(of: value) }
  public var shape: Shape { type.shape }

  func apply(_ operation: some Operation, _ others: Tensor...) throws(ShapeMismatch) -> Tensor {
    Tensor(try builder.applyAll(operation, [value] + others.map(\.value))[0], builder)
  }

  /// One number, of shape `[]`.
  static func number(_ number: Double, _ builder: GraphBuilder) throws(ShapeMismatch) -> Tensor {
    Tensor(try builder.apply(Constant(number)), builder)
  }

  static func filled(
    _ number: Double, shape: Shape, element: ElementType = .float32, _ builder: GraphBuilder
  ) throws(ShapeMismatch) -> Tensor {
    try Tensor.number(number, builder).broadcast(to: shape).converted(to: element)
  }

  static func zeros(like other: Tensor) throws(ShapeMismatch) -> Tensor {
    try filled(0, shape: other.shape, other.builder)
  }

  /// The step 0 as `Input(.runtime("step"))` would give it: what draws that happen once are keyed by.
  static func stepZero(_ builder: GraphBuilder) -> Value {
    do {
      return try builder.apply(Constant(HostArray(shape: [2], storage: .uint32([0, 0]))))
    } catch {
      preconditionFailure(error.message)
    }
  }

  static func random(
    _ distribution: Scalar.Distribution, shape: Shape, stream: RandomStream, step: Value,
    _ builder: GraphBuilder
  ) throws(ShapeMismatch) -> Tensor {
    Tensor(
      try builder.apply(Random(distribution, stream: stream, shape: shape), step), builder)
  }

  /// The position along one axis, as float32.
  static func positions(
    _ shape: Shape, axis: Int, _ builder: GraphBuilder
  ) throws(ShapeMismatch) -> Tensor {
    Tensor(try builder.apply(Iota(TensorType(shape), axis: axis)), builder)
  }
}
