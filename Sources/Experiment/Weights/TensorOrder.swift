import Tensors

/// How a tensor of a file becomes one of a network: transpositions, one after the other.
struct TensorOrder: Hashable, Sendable {
  private struct Move: Hashable {
    /// The shape in which the axes are named.
    let shape: Shape
    /// Axis `d` of the result is axis `order[d]`.
    let order: [Int]
  }

  /// The shape that the file's tensor must have.
  let source: Shape
  private var moves: [Move] = []
  /// The shape of the network's tensor.
  let target: Shape

  /// As it is.
  init(_ shape: Shape) {
    source = shape
    target = shape
  }

  private init(source: Shape, moves: [Move], target: Shape) {
    self.source = source
    self.moves = moves
    self.target = target
  }

  /// A kernel `[out, in, kH, kW]` of one `[kH, kW, in, out]`.
  static func kernelOfTensorFlow(_ target: Shape) -> TensorOrder {
    let source = Shape([target[2], target[3], target[1], target[0]])
    return TensorOrder(
      source: source, moves: [Move(shape: source, order: [3, 2, 0, 1])], target: target)
  }

  /// A kernel `[channels · m, 1, kH, kW]` of one `[kH, kW, channels, m]`, a depthwise one.
  static func depthwiseKernelOfTensorFlow(_ target: Shape, channels: Int) -> TensorOrder? {
    guard target.rank == 4, target[1] == 1, channels > 0, target[0] % channels == 0 else {
      return nil
    }
    let source = Shape([target[2], target[3], channels, target[0] / channels])
    return TensorOrder(
      source: source, moves: [Move(shape: source, order: [2, 3, 0, 1])], target: target)
  }

  /// A matrix `[out, in]` of one `[in, out]`.
  static func transposed(_ target: Shape) -> TensorOrder {
    let source = Shape([target[1], target[0]])
    return TensorOrder(
      source: source, moves: [Move(shape: source, order: [1, 0])], target: target)
  }

  /// With one axis of the target, a picture in the order channels, height, width, brought to height, width, channels.
  ///
  /// - Parameter picture: height, width, channels.
  func channelsLast(axis: Int, picture: [Int]) -> TensorOrder {
    let before = Array(target.extents[..<axis])
    let after = Array(target.extents[(axis + 1)...])
    let shape = Shape(before + [picture[2], picture[0], picture[1]] + after)
    let first = before.count
    let order =
      Array(0..<first) + [first + 1, first + 2, first] + (first + 3..<shape.rank).map(\.self)
    return TensorOrder(
      source: source, moves: moves + [Move(shape: shape, order: order)], target: target)
  }

  /// The network's tensor.
  ///
  /// - Precondition: the array has the shape `source`.
  func apply(_ array: HostArray) -> HostArray {
    precondition(array.shape == source, "\(array.shape) for \(source)")
    return moves.reduce(array) { $0.reshaped($1.shape).permuted($1.order) }.reshaped(target)
  }
}
