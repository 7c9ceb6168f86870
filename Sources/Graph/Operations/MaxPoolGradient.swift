import Tensors

/// Sends each window's adjoint to the element that won: the transpose of `MaxPoolGather`.
///
/// `adjoint: [N, OH, OW, C]`, `tap: int32 [N, OH, OW, C]` → `[N, H, W, C]`, H and W given. Written by
/// destination: one statement for each phase of (h mod s, w mod s), which sums over the windows that cover
/// an element. Loops of a statement: n, h', w', c, jh, jw (see `WindowAxis.Phase`).
public struct MaxPoolGradient: Pooling {
  public static let name = "max_pool_gradient"
  public let window: [Int]
  public let height: WindowAxis
  public let width: WindowAxis
  /// H and W.
  public let inputExtents: [Int]

  public init(window: [Int], height: WindowAxis, width: WindowAxis, inputExtents: [Int]) {
    self.window = window
    self.height = height
    self.width = width
    self.inputExtents = inputExtents
  }

  public func outputs(of inputs: [TensorType]) throws(ShapeMismatch) -> [TensorType] {
    try requireCount(2, inputs)
    try requireFloat([inputs[0]])
    try requireRank(4, inputs[0], "an adjoint of 4 axes [N, OH, OW, C]")
    let y = inputs[0].shape
    guard inputExtents.count == 2 else { throw ShapeMismatch("\(name) needs two extents") }
    let x = try checkedShape([y[0], inputExtents[0], inputExtents[1], y[3]])
    guard try pooled(x) == y, inputs[1] == TensorType(y, .int32) else {
      throw ShapeMismatch(
        "\(name) to \(x) does not fit \(inputs[0]) and \(inputs[1])",
        of: [x, inputs[0].shape, inputs[1].shape])
    }
    return [TensorType(x)]
  }

  public func statements(inputs: [TensorType], outputs: [TensorType]) -> [Statement] {
    let x = outputs[0].shape
    let columns = width.phases(input: x[2], taps: window[1])
    return height.phases(input: x[1], taps: window[0]).flatMap { row in
      columns.map { statement(row, $0, x: x) }
    }
  }

  private func statement(_ row: WindowAxis.Phase, _ column: WindowAxis.Phase, x: Shape) -> Statement
  {
    let empty = row.taps == 0 || column.taps == 0
    let loops = empty ? 4 : 6
    let points = [x[0], row.count, column.count, x[3]]
    let target: [Statement.Index] = [
      .loop(0, of: loops), .loop(1, of: loops, times: height.stride, plus: row.remainder),
      .loop(2, of: loops, times: width.stride, plus: column.remainder), .loop(3, of: loops),
    ]
    if empty {
      return Statement(
        extents: points, reads: [],
        writes: [.init(output: 0, index: target, combine: .set, value: .constant(0))])
    }
    let source: [Statement.Index] = [
      .loop(0, of: loops),
      .sum([(1, 1), (4, -row.positionStep)], plus: row.positionOffset, of: loops),
      .sum([(2, 1), (5, -column.positionStep)], plus: column.positionOffset, of: loops),
      .loop(3, of: loops),
    ]
    let first = Double(row.firstTap * window[1] + column.firstTap)
    let tap = Scalar.binary(
      .add, .constant(first),
      .binary(
        .add, .binary(.multiply, .loop(4), .constant(Double(row.tapStep * window[1]))),
        .binary(.multiply, .loop(5), .constant(Double(column.tapStep)))))
    return Statement(
      extents: points + [row.taps, column.taps],
      reads: [
        .init(input: 0, index: source, outside: 0), .init(input: 1, index: source, outside: -1),
      ],
      writes: [
        .init(
          output: 0, index: target, combine: .sum,
          value: .select(.binary(.equal, .read(1), tap), .read(0), .constant(0)))
      ])
  }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    guard let adjoint = adjoints[0] else { return [nil, nil] }
    let transpose = MaxPoolGather(window: window, height: height, width: width)
    return [try adjoint.apply(transpose, inputs[1]), nil]
  }
}
