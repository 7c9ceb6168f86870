import Tensors

/// Surrounds a tensor with a value, and sets its elements apart by `interior` such values.
///
/// Axis `d` becomes `low + (extent − 1) · (interior + 1) + 1 + high` long; negative `low` and `high` crop. The
/// gradient is the slice that undoes it.
public struct Pad: Operation {
  public static let name = "pad"
  public let low: [Int]
  public let high: [Int]
  public let interior: [Int]
  public let value: Double

  public init(low: [Int], high: [Int], interior: [Int]? = nil, value: Double = 0) {
    self.low = low
    self.high = high
    self.interior = interior ?? [Int](repeating: 0, count: low.count)
    self.value = value
  }

  public func outputs(of inputs: [TensorType]) throws(ShapeMismatch) -> [TensorType] {
    try requireCount(1, inputs)
    let shape = inputs[0].shape
    guard low.count == shape.rank, high.count == shape.rank, interior.count == shape.rank else {
      throw ShapeMismatch("pad needs an amount below and above each axis of \(shape)", of: [shape])
    }
    let limit = Shape.maximumCount
    var extents: [Int] = []
    for axis in 0..<shape.rank {
      guard abs(low[axis].clamped(to: limit)) < limit, abs(high[axis].clamped(to: limit)) < limit,
        (0..<WindowAxis.limit).contains(interior[axis])
      else {
        throw ShapeMismatch("pad by \(low[axis]) and \(high[axis]) is out of all proportion")
      }
      let inner = shape[axis] == 0 ? 0 : (shape[axis] - 1) * (interior[axis] + 1) + 1
      let extent = low[axis] + inner + high[axis]
      guard extent >= 0 else {
        throw ShapeMismatch(
          "pad by \(low[axis]) and \(high[axis]) leaves nothing of axis \(axis) of \(shape)",
          of: [shape])
      }
      extents.append(extent)
    }
    return [TensorType(try checkedShape(extents), inputs[0].element)]
  }

  /// One statement for each phase of the interior spacing; only one of them reads the input.
  public func statements(inputs: [TensorType], outputs: [TensorType]) -> [Statement] {
    let extents = outputs[0].shape.extents
    let rank = extents.count
    var statements: [Statement] = []
    func visit(_ axis: Int, _ remainders: [Int]) {
      guard axis == rank else {
        for remainder in 0...interior[axis] where remainder < extents[axis] {
          visit(axis + 1, remainders + [remainder])
        }
        return
      }
      statements.append(phase(remainders, extents))
    }
    if !extents.contains(0) { visit(0, []) }
    return statements
  }

  /// The statement of the elements whose index along each axis is `remainder` modulo the spacing.
  private func phase(_ remainders: [Int], _ extents: [Int]) -> Statement {
    let rank = extents.count
    var count: [Int] = []
    var target: [Statement.Index] = []
    var source: [Statement.Index] = []
    var reads = true
    for axis in 0..<rank {
      let step = interior[axis] + 1
      count.append((extents[axis] - remainders[axis] + step - 1) / step)
      target.append(.loop(axis, of: rank, times: step, plus: remainders[axis]))
      if (remainders[axis] - low[axis]) % step != 0 { reads = false }
      source.append(.loop(axis, of: rank, plus: (remainders[axis] - low[axis]) / step))
    }
    return Statement(
      extents: count,
      reads: reads ? [Statement.Access(input: 0, index: source, outside: value)] : [],
      writes: [
        Statement.Write(
          output: 0, index: target, combine: .set, value: reads ? .read(0) : .constant(value))
      ])
  }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    guard var adjoint = adjoints[0] else { return [nil] }
    if (low + high).contains(where: { $0 < 0 }) {
      let restored = Pad(low: low.map { max(0, -$0) }, high: high.map { max(0, -$0) })
      adjoint = try adjoint.apply(restored)
    }
    let slice = Slice(
      start: low.map { max(0, $0) }, extents: inputs[0].shape.extents,
      stride: interior.map { $0 + 1 })
    return [try adjoint.apply(slice)]
  }

  public var attributes: String {
    var text = "low=\(low) high=\(high)"
    if interior.contains(where: { $0 != 0 }) { text += " interior=\(interior)" }
    return value == 0 ? text : text + " value=\(value)"
  }
}

extension Int {
  /// The number, or ±limit where it is beyond.
  fileprivate func clamped(to limit: Int) -> Int { Swift.max(-limit, Swift.min(limit, self)) }
}
