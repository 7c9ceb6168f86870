import Graph
import Tensors

extension Tensor {
  /// `x − max − log Σ exp(x − max)` along the last axis: the logarithm of softmax, without overflow.
  func logSoftmax() throws(ShapeMismatch) -> Tensor {
    let last = [shape.rank - 1]
    let shifted = try self - maximum(axes: last, keepingAxes: true).gradientStopped()
    return try shifted - shifted.exp().sum(axes: last, keepingAxes: true).log()
  }

  /// `xᵖ` of numbers from 0, for p in (0, 1); the gradient at 0, which is infinite, is taken for 0.
  func root(_ exponent: Double) throws(ShapeMismatch) -> Tensor {
    let isFlat = try compared(.equal, 0)
    let raised = try isFlat.select(builder.number(1), self).power(exponent)
    return try isFlat.select(builder.number(0), raised)
  }

  /// The number below which a standard normal draw lies with probability `p`, this tensor, in (0, 1).
  ///
  /// Source: Wichura 1988, algorithm AS 241, PPND7 (about seven digits).
  func normalQuantile() throws(ShapeMismatch) -> Tensor {
    let centred = try self - 0.5
    let near = try 0.180625 - centred.squared()
    let middle =
      try centred
      * near.polynomial([3.3871327179, 50.434271938, 159.29113202, 59.109374720])
      / near.polynomial([1, 17.895169469, 78.757757664, 67.187563600])
    let tail = try minimum(1 - self).log() * -1
    let root = try tail.squareRoot()
    let low = try root - 1.6
    let lower =
      try low.polynomial([1.4234372777, 2.7568153900, 1.3067284816, 0.17023821103])
      / low.polynomial([1, 0.73700164250, 0.12021132975])
    let high = try root - 5
    let upper =
      try high.polynomial([6.6579051150, 3.0812263860, 0.42868294337, 0.017337203997])
      / high.polynomial([1, 0.24197894225, 0.012258202635])
    let outer = try root.greater(5).select(upper, lower) * centred.sign()
    return try centred.absolute().greater(0.425).select(outer, middle)
  }

  /// `Σ coefficients[k] · xᵏ`, by Horner's rule.
  private func polynomial(_ coefficients: [Double]) throws(ShapeMismatch) -> Tensor {
    var sum = try builder.number(coefficients[coefficients.count - 1])
    for coefficient in coefficients.dropLast().reversed() { sum = try sum * self + coefficient }
    return sum
  }
}

extension Tensor {
  /// 1 at the place of each class, 0 elsewhere, along a new last axis; not a number for what is no class.
  func oneHot(classes: Int) throws(ShapeMismatch) -> Tensor {
    let target = try Shape.checked(shape.extents + [classes])
    let spread = try floating().reshaped(Shape.checked(shape.extents + [1]))
    let isClass = try spread.compared(
      .equal, spread.floor().clipped(0, Double(classes - 1)))
    let places = try builder.positions(target, axis: shape.rank).with(batch: batch)
    // A factor for each row: times 1, or times 0 / 0.
    return try spread.broadcast(to: target, batch).compared(.equal, places) * (isClass / isClass)
  }

  /// The entries of this table at the given places of its first axis: not a number at what is none of them.
  ///
  /// `self: [K, …]`, `places: [N, …]` → `[N, …, …]`.
  ///
  /// - Parameter areKnown: whether it is known that all are whole numbers from 0 to K − 1.
  func entries(at places: Tensor, areKnown: Bool) throws(ShapeMismatch) -> Tensor {
    let found = try gathered(places.converted(to: .int32).with(batch: .none), axis: 0)
      .with(batch: places.batch)
    guard !areKnown else { return found }
    let numbers = try places.floating()
    let isPlace = try numbers.compared(.equal, numbers.floor().clipped(0, Double(shape[0] - 1)))
    let ones = [Int](repeating: 1, count: shape.rank - 1)
    let spread = try isPlace.reshaped(Shape.checked(places.shape.extents + ones))
      .with(batch: places.batch)
    // 0 / 0 is no number.
    return try found * (spread / spread)
  }
}
