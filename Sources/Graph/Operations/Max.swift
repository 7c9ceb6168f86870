import Tensors

/// The greatest element over some axes. The gradient goes to the first of the greatest.
public struct Max: Reduction {
  public static let name = "max"
  public let axes: [Int]

  public init(axes: [Int]) { self.axes = axes }

  public func outputs(of inputs: [TensorType]) throws(ShapeMismatch) -> [TensorType] {
    [TensorType(try reducedShape(of: inputs, allowsEmpty: false))]
  }

  public func statements(inputs: [TensorType], outputs: [TensorType]) -> [Statement] {
    [reduction(of: inputs[0], .max)]
  }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    guard let adjoint = adjoints[0] else { return [nil] }
    let (x, builder) = (inputs[0], inputs[0].builder)
    let shape = x.shape
    let kept = keptAxes(of: shape)
    var coefficients = [Int](repeating: 0, count: shape.rank)
    var step = 1
    for axis in axes.reversed() {
      coefficients[axis] = step
      step *= shape[axis]
    }
    let position = Tensor(
      try builder.apply(Iota(TensorType(shape, .int32), coefficients: coefficients)), builder)
    let winner = try x.argMax(axes: axes).broadcast(to: shape, axes: kept)
    // Positions are compared as they are: float32 has not all of them.
    let wins = try position.apply(Compare(.equal), winner)
    let spread = try adjoint.broadcast(to: shape, axes: kept)
    return [try wins.select(spread, Tensor.filled(0, like: spread))]
  }
}
