import Tensors

/// What the first axis of a tensor counts.
public enum BatchAxis: Hashable, Sendable {
  /// Nothing: a number or a list, or a tensor inside a network. It fits every example.
  case none
  /// One example that goes with each of a batch, as a variable does.
  case one
  /// The examples of a batch, which meets only a batch of as many.
  case many

  /// What is made of both.
  public func merged(with other: BatchAxis) -> BatchAxis {
    switch (self, other) {
    case (.many, _), (_, .many): .many
    case (.one, _), (_, .one): .one
    case (.none, .none): .none
    }
  }
}

extension Tensor {
  /// The same value, whose first axis is taken for that.
  public func with(batch: BatchAxis) -> Tensor { Tensor(value, builder, batch: batch) }

  /// The shape of one example; of a tensor without a batch its own.
  public var exampleShape: Shape {
    batch == .none ? shape : Shape(Array(shape.extents.dropFirst()))
  }

  /// As a batch: what has none becomes one example.
  public func batched() throws(ShapeMismatch) -> Tensor {
    guard batch == .none else { return self }
    return try reshaped(Shape([1] + shape.extents)).with(batch: .one)
  }
}
