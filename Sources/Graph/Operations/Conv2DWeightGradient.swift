import Tensors

/// The transpose of a convolution in its kernel.
///
/// `x: [N, H, W, C]`, `y: [N, OH, OW, F]` → `[KH, KW, C/G, F]`, KH and KW given.
/// `kernel[kh, kw, c, f] = Σ x[n, s·oh + d·kh − low, s·ow + d·kw − low, c] · y[n, oh, ow, f]`, 0 outside.
/// Loops of its statement: kh, kw, (g,) c, f, n, oh, ow.
public struct Conv2DWeightGradient: Convolution {
  public static let name = "conv2d_weight_gradient"
  public let height: WindowAxis
  public let width: WindowAxis
  public let groups: Int
  /// KH and KW.
  public let kernelExtents: [Int]

  public init(height: WindowAxis, width: WindowAxis, groups: Int = 1, kernelExtents: [Int]) {
    self.height = height
    self.width = width
    self.groups = groups
    self.kernelExtents = kernelExtents
  }

  public func outputs(of inputs: [TensorType]) throws(ShapeMismatch) -> [TensorType] {
    try requireCount(2, inputs)
    try requireFloat(inputs)
    try requireRank(4, inputs[0], "an input of 4 axes [N, H, W, C]")
    try requireRank(4, inputs[1], "an adjoint of 4 axes [N, OH, OW, F]")
    let (x, y) = (inputs[0].shape, inputs[1].shape)
    guard kernelExtents.count == 2, groups >= 1 else {
      throw ShapeMismatch("\(name) needs two extents and at least one group")
    }
    let kernel = try checkedShape(kernelExtents + [x[3] / groups, y[3]])
    try requireKernel(kernel, channels: x[3], filters: y[3])
    let (rows, columns) = try positions(x, kernelExtents)
    guard [x[0], rows, columns] == Array(y.extents.dropLast()) else {
      throw ShapeMismatch(
        "\(name) of \(x) needs an adjoint of [\(x[0]), \(rows), \(columns), F], found \(y)",
        of: [x, y])
    }
    return [TensorType(kernel)]
  }

  public func statements(inputs: [TensorType], outputs: [TensorType]) -> [Statement] {
    let (y, kernel) = (inputs[1].shape, outputs[0].shape)
    let grouped = groups > 1
    let loops = grouped ? 8 : 7
    let c = grouped ? 3 : 2
    let (f, n, oh, ow) = (c + 1, c + 2, c + 3, c + 4)
    let perGroup = kernel[3] / groups
    let filter: Statement.Index =
      grouped ? .sum([(2, perGroup), (f, 1)], of: loops) : .loop(f, of: loops)
    let channel: Statement.Index =
      grouped ? .sum([(2, kernel[2]), (c, 1)], of: loops) : .loop(c, of: loops)
    return [
      Statement(
        extents: [kernel[0], kernel[1]] + (grouped ? [groups] : [])
          + [kernel[2], perGroup, y[0], y[1], y[2]],
        reads: [
          Statement.Access(
            input: 0,
            index: [
              .loop(n, of: loops),
              .sum([(oh, height.stride), (0, height.dilation)], plus: -height.low, of: loops),
              .sum([(ow, width.stride), (1, width.dilation)], plus: -width.low, of: loops),
              channel,
            ], outside: 0),
          Statement.Access(
            input: 1,
            index: [.loop(n, of: loops), .loop(oh, of: loops), .loop(ow, of: loops), filter]),
        ],
        writes: [
          Statement.Write(
            output: 0,
            index: [.loop(0, of: loops), .loop(1, of: loops), .loop(c, of: loops), filter],
            combine: .sum, value: .binary(.multiply, .read(0), .read(1)))
        ])
    ]
  }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    guard let adjoint = adjoints[0] else { return [nil, nil] }
    let (x, y) = (inputs[0], inputs[1])
    let toInput = Conv2DInputGradient(
      height: height, width: width, groups: groups, inputExtents: [x.shape[1], x.shape[2]])
    let forward = Conv2D(height: height, width: width, groups: groups)
    return [try y.apply(toInput, adjoint), try x.apply(forward, adjoint)]
  }
}
