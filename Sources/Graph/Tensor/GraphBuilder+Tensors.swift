import Tensors

/// Tensors that are made of nothing: inputs, literals and draws.
extension GraphBuilder {
  /// A tensor from outside; it has no shape rule that could fail.
  public func input(_ source: Input.Source, _ type: TensorType) -> Tensor {
    do {
      return Tensor(try apply(Input(source, type)), self)
    } catch {
      preconditionFailure(error.message)
    }
  }

  public func constant(_ array: HostArray) throws(ShapeMismatch) -> Tensor {
    Tensor(try apply(Constant(array)), self)
  }

  /// One number, of shape `[]`.
  public func number(_ number: Double) throws(ShapeMismatch) -> Tensor {
    Tensor(try apply(Constant(number)), self)
  }

  /// A tensor of one number.
  public func filled(
    _ number: Double, _ shape: Shape, _ element: ElementType = .float32
  ) throws(ShapeMismatch) -> Tensor {
    try self.number(number).broadcast(to: shape).converted(to: element)
  }

  /// The position along one axis.
  public func positions(
    _ shape: Shape, axis: Int, _ element: ElementType = .float32
  ) throws(ShapeMismatch) -> Tensor {
    Tensor(try apply(Iota(TensorType(shape, element), axis: axis)), self)
  }

  /// Draws of a stream; `step` is uint32 `[2]`.
  public func random(
    _ distribution: Scalar.Distribution, shape: Shape, stream: RandomStream, step: Tensor
  ) throws(ShapeMismatch) -> Tensor {
    try step.apply(Random(distribution, stream: stream, shape: shape))
  }

  /// The step 0 as `Input(.runtime("step"))` would give it: what draws that happen once are keyed by.
  public func stepZero() throws(ShapeMismatch) -> Tensor {
    try constant(HostArray(shape: [2], storage: .uint32([0, 0])))
  }
}

extension Tensor {
  /// One number, of the type and shape of another tensor.
  public static func filled(
    _ number: Double, like other: Tensor
  ) throws(ShapeMismatch) -> Tensor {
    try other.builder.filled(number, other.shape, other.type.element).with(batch: other.batch)
  }
}
