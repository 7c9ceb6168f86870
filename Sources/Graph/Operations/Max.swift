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
    _ builder: GraphBuilder, inputs: [Value], outputs: [Value], adjoints: [Value?]
  ) throws(ShapeMismatch) -> [Value?] {
    guard let adjoint = adjoints[0] else { return [nil] }
    let shape = builder.shape(of: inputs[0])
    let kept = keptAxes(of: shape)
    var coefficients = [Int](repeating: 0, count: shape.rank)
    var step = 1
    for axis in axes.reversed() {
      coefficients[axis] = step
      step *= shape[axis]
    }
    let position = try builder.apply(
      Iota(TensorType(shape, .int32), coefficients: coefficients))
    let winner = try builder.apply(
      Broadcast(to: shape, axes: kept), builder.argMax(inputs[0], axes: axes))
    let wins = try builder.compare(.equal, position, winner)
    let spread = try builder.apply(Broadcast(to: shape, axes: kept), adjoint)
    return [try builder.select(wins, spread, builder.fill(0, like: spread))]
  }
}
