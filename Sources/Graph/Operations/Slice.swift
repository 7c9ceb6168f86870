import Tensors

/// A strided box: element `i` along axis `d` is element `start[d] + i · stride[d]` of the input.
///
/// The gradient puts the adjoint back between zeros, by `Pad`.
public struct Slice: Operation {
  public static let name = "slice"
  public let start: [Int]
  public let extents: [Int]
  public let stride: [Int]

  public init(start: [Int], extents: [Int], stride: [Int]? = nil) {
    self.start = start
    self.extents = extents
    self.stride = stride ?? [Int](repeating: 1, count: start.count)
  }

  public func outputs(of inputs: [TensorType]) throws(ShapeMismatch) -> [TensorType] {
    try requireCount(1, inputs)
    let shape = inputs[0].shape
    guard start.count == shape.rank, extents.count == shape.rank, stride.count == shape.rank else {
      throw ShapeMismatch(
        "slice needs a start, an extent and a stride for each axis of \(shape)", of: [shape])
    }
    for axis in 0..<shape.rank {
      let (start, extent, stride) = (start[axis], extents[axis], stride[axis])
      let fits =
        start >= 0 && extent >= 0 && stride >= 1 && start <= shape[axis]
        && (extent == 0
          || (start < shape[axis] && (extent - 1) <= (shape[axis] - 1 - start) / stride))
      guard fits else {
        throw ShapeMismatch(
          "slice of \(extent) elements from \(start) in steps of \(stride) does not fit axis "
            + "\(axis) of \(shape)", of: [shape])
      }
    }
    return [TensorType(Shape(extents), inputs[0].element)]
  }

  public func statements(inputs: [TensorType], outputs: [TensorType]) -> [Statement] {
    let rank = extents.count
    let index = (0..<rank).map { axis in
      Statement.Index.loop(axis, of: rank, times: stride[axis], plus: start[axis])
    }
    return [
      .pointwise(
        over: extents, reads: [Statement.Access(input: 0, index: index)], value: .read(0))
    ]
  }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    guard let adjoint = adjoints[0] else { return [nil] }
    let whole = inputs[0].shape
    let rest = extents.indices.map { axis in
      whole[axis] - start[axis] - (extents[axis] == 0 ? 0 : (extents[axis] - 1) * stride[axis] + 1)
    }
    return [try adjoint.apply(Pad(low: start, high: rest, interior: stride.map { $0 - 1 }))]
  }

  public var attributes: String {
    stride.allSatisfy { $0 == 1 } ? "start=\(start)" : "start=\(start) stride=\(stride)"
  }
}
