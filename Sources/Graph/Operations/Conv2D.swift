import Tensors

/// A convolution (as the field says it: the kernel is not mirrored), channels last.
///
/// `x: [N, H, W, C]`, `kernel: [KH, KW, C/G, F]` → `[N, OH, OW, F]`.
/// `y[n, oh, ow, f] = Σ x[n, s·oh + d·kh − low, s·ow + d·kw − low, c] · kernel[kh, kw, c, f]`, 0 outside.
/// Loops of its statement: n, oh, ow, (g,) f, kh, kw, c; g is there where G > 1.
public struct Conv2D: Convolution {
  public static let name = "conv2d"
  public let height: WindowAxis
  public let width: WindowAxis
  public let groups: Int

  public init(height: WindowAxis, width: WindowAxis, groups: Int = 1) {
    self.height = height
    self.width = width
    self.groups = groups
  }

  public func outputs(of inputs: [TensorType]) throws(ShapeMismatch) -> [TensorType] {
    try requireCount(2, inputs)
    try requireFloat(inputs)
    try requireRank(4, inputs[0], "an input of 4 axes [N, H, W, C]")
    try requireRank(4, inputs[1], "a kernel of 4 axes [KH, KW, C, F]")
    let (x, kernel) = (inputs[0].shape, inputs[1].shape)
    try requireKernel(kernel, channels: x[3], filters: kernel[3])
    let (rows, columns) = try positions(x, kernel.extents)
    return [TensorType(try checkedShape([x[0], rows, columns, kernel[3]]))]
  }

  public func statements(inputs: [TensorType], outputs: [TensorType]) -> [Statement] {
    let (kernel, y) = (inputs[1].shape, outputs[0].shape)
    let grouped = groups > 1
    let loops = grouped ? 8 : 7
    let f = grouped ? 4 : 3
    let (kh, kw, c) = (f + 1, f + 2, f + 3)
    let perGroup = kernel[3] / groups
    let filter: Statement.Index =
      grouped ? .sum([(3, perGroup), (f, 1)], of: loops) : .loop(f, of: loops)
    let channel: Statement.Index =
      grouped ? .sum([(3, kernel[2]), (c, 1)], of: loops) : .loop(c, of: loops)
    return [
      Statement(
        extents: [y[0], y[1], y[2]] + (grouped ? [groups] : [])
          + [perGroup, kernel[0], kernel[1], kernel[2]],
        reads: [
          Statement.Access(
            input: 0,
            index: [
              .loop(0, of: loops),
              .sum([(1, height.stride), (kh, height.dilation)], plus: -height.low, of: loops),
              .sum([(2, width.stride), (kw, width.dilation)], plus: -width.low, of: loops),
              channel,
            ], outside: 0),
          Statement.Access(
            input: 1,
            index: [.loop(kh, of: loops), .loop(kw, of: loops), .loop(c, of: loops), filter]),
        ],
        writes: [
          Statement.Write(
            output: 0, index: Statement.Index.loops(0..<3, of: loops) + [filter], combine: .sum,
            value: .binary(.multiply, .read(0), .read(1)))
        ])
    ]
  }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    guard let adjoint = adjoints[0] else { return [nil, nil] }
    let (x, kernel) = (inputs[0], inputs[1])
    let toInput = Conv2DInputGradient(
      height: height, width: width, groups: groups, inputExtents: [x.shape[1], x.shape[2]])
    let toKernel = Conv2DWeightGradient(
      height: height, width: width, groups: groups,
      kernelExtents: [kernel.shape[0], kernel.shape[1]])
    return [try adjoint.apply(toInput, kernel), try x.apply(toKernel, adjoint)]
  }
}
