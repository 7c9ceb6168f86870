import Tensors

/// The transpose of a convolution in its input; also the forward of a transposed convolution.
///
/// `y: [N, OH, OW, F]`, `kernel: [KH, KW, C/G, F]` → `[N, H, W, C]`, H and W given (they are not determined
/// by OH and OW). `x[n, h, w, c] = Σ y[n, oh, ow, f] · kernel[kh, kw, c, f]` over all taps with
/// `s·oh + d·kh − low = h`, likewise for w.
/// One statement for each phase of (h mod s, w mod s), so that no zero is multiplied; a phase that no tap
/// reaches is set to 0. Loops of a statement: n, h', w', (g,) c, jh, jw, f (see `WindowAxis.Phase`).
public struct Conv2DInputGradient: Convolution {
  public static let name = "conv2d_input_gradient"
  public let height: WindowAxis
  public let width: WindowAxis
  public let groups: Int
  /// H and W.
  public let inputExtents: [Int]

  public init(height: WindowAxis, width: WindowAxis, groups: Int = 1, inputExtents: [Int]) {
    self.height = height
    self.width = width
    self.groups = groups
    self.inputExtents = inputExtents
  }

  public func outputs(of inputs: [TensorType]) throws(ShapeMismatch) -> [TensorType] {
    try requireCount(2, inputs)
    try requireFloat(inputs)
    try requireRank(4, inputs[0], "an input of 4 axes [N, OH, OW, F]")
    try requireRank(4, inputs[1], "a kernel of 4 axes [KH, KW, C, F]")
    let (y, kernel) = (inputs[0].shape, inputs[1].shape)
    guard inputExtents.count == 2, (1...Shape.maximumCount).contains(groups) else {
      throw ShapeMismatch("\(name) needs two extents and at least one group")
    }
    let (channels, overflow) = kernel[2].multipliedReportingOverflow(by: groups)
    guard !overflow else { throw ShapeMismatch("\(name) cannot make \(groups) groups") }
    let x = try checkedShape([y[0], inputExtents[0], inputExtents[1], channels])
    try requireKernel(kernel, channels: channels, filters: y[3])
    let (rows, columns) = try positions(x, kernel.extents)
    guard rows == y[1], columns == y[2] else {
      throw ShapeMismatch(
        "\(name) to \(inputExtents[0]) × \(inputExtents[1]) needs \(rows) × \(columns) positions, "
          + "found \(y)", of: [y])
    }
    return [TensorType(x)]
  }

  public func statements(inputs: [TensorType], outputs: [TensorType]) -> [Statement] {
    let (kernel, x) = (inputs[1].shape, outputs[0].shape)
    let columns = width.phases(input: x[2], taps: kernel[1])
    return height.phases(input: x[1], taps: kernel[0]).flatMap { row in
      columns.map { statement(row, $0, kernel: kernel, x: x) }
    }
  }

  private func statement(
    _ row: WindowAxis.Phase, _ column: WindowAxis.Phase, kernel: Shape, x: Shape
  )
    -> Statement
  {
    let empty = row.taps == 0 || column.taps == 0
    let grouped = groups > 1 && !empty
    let c = grouped ? 4 : 3
    let (jh, jw, f) = (c + 1, c + 2, c + 3)
    let loops = empty ? 4 : c + 4
    let points = [x[0], row.count, column.count]
    func target(_ channel: Statement.Index) -> [Statement.Index] {
      [
        .loop(0, of: loops),
        .loop(1, of: loops, times: height.stride, plus: row.remainder),
        .loop(2, of: loops, times: width.stride, plus: column.remainder), channel,
      ]
    }
    if empty {
      return Statement(
        extents: points + [x[3]], reads: [],
        writes: [
          Statement.Write(
            output: 0, index: target(.loop(3, of: loops)), combine: .set, value: .constant(0))
        ])
    }
    let perGroup = kernel[3] / groups
    let filter: Statement.Index =
      grouped ? .sum([(3, perGroup), (f, 1)], of: loops) : .loop(f, of: loops)
    let channel: Statement.Index =
      grouped ? .sum([(3, kernel[2]), (c, 1)], of: loops) : .loop(c, of: loops)
    return Statement(
      extents: points + (grouped ? [groups] : []) + [kernel[2], row.taps, column.taps, perGroup],
      reads: [
        Statement.Access(
          input: 0,
          index: [
            .loop(0, of: loops),
            .sum([(1, 1), (jh, -row.positionStep)], plus: row.positionOffset, of: loops),
            .sum([(2, 1), (jw, -column.positionStep)], plus: column.positionOffset, of: loops),
            filter,
          ], outside: 0),
        Statement.Access(
          input: 1,
          index: [
            .loop(jh, of: loops, times: row.tapStep, plus: row.firstTap),
            .loop(jw, of: loops, times: column.tapStep, plus: column.firstTap),
            .loop(c, of: loops), filter,
          ]),
      ],
      writes: [
        Statement.Write(
          output: 0, index: target(channel), combine: .sum,
          value: .binary(.multiply, .read(0), .read(1)))
      ])
  }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    guard let adjoint = adjoints[0] else { return [nil, nil] }
    let (y, kernel) = (inputs[0], inputs[1])
    let forward = Conv2D(height: height, width: width, groups: groups)
    let toKernel = Conv2DWeightGradient(
      height: height, width: width, groups: groups,
      kernelExtents: [kernel.shape[0], kernel.shape[1]])
    return [try adjoint.apply(forward, kernel), try adjoint.apply(toKernel, y)]
  }
}
