import Graph
import Tensors

/// One of the three convolutions, as the choice of its algorithm sees it: images of `[N, H, W, K]` under a
/// window become `[N, OH, OW, N]`, or two of them weights.
struct ConvolutionForm: Sendable {
  enum Kind: Hashable, Sendable { case forward, inputGradient, weightGradient }

  let kind: Kind
  /// How the window slides over what is transformed in tiles; of the gradient to the input, over the adjoint.
  private(set) var height: WindowAxis
  private(set) var width: WindowAxis
  let groups: Int
  private(set) var batch: Int
  /// Rows and columns of the tiled input, and of the outputs (of weight gradients: of the adjoint).
  private(set) var input: [Int]
  private(set) var output: [Int]
  /// Taps down and across.
  private(set) var taps: [Int]
  /// Channels that are summed over, and that are made; of weight gradients the kernel's two.
  private(set) var depth: Int
  private(set) var filters: Int
  /// Whether the weights never change, so that transforming them costs nothing.
  let isFrozen: Bool

  init(
    _ convolution: any Convolution, inputs: [TensorType], output result: TensorType, isFrozen: Bool
  ) {
    let (first, second) = (inputs[0].shape, inputs[1].shape)
    groups = convolution.groups
    batch = first[0]
    input = [first[1], first[2]]
    switch convolution {
    case is Conv2DInputGradient:
      kind = .inputGradient
      taps = [second[0], second[1]]
      (depth, filters) = (first[3], result.shape[3])
      output = [result.shape[1], result.shape[2]]
      // x[h] = Σ y[h + low − k] · kernel[k]: with the taps reversed, a window with padding taps − 1 − low.
      func mirrored(_ axis: WindowAxis, _ taps: Int, _ extent: Int, _ positions: Int) -> WindowAxis
      {
        let low = taps - 1 - axis.low
        return WindowAxis(
          stride: axis.stride, dilation: axis.dilation, low: low,
          high: extent + taps - 1 - positions - low)
      }
      height = mirrored(convolution.height, taps[0], output[0], input[0])
      width = mirrored(convolution.width, taps[1], output[1], input[1])
      self.isFrozen = isFrozen
    case is Conv2DWeightGradient:
      kind = .weightGradient
      taps = [result.shape[0], result.shape[1]]
      (depth, filters) = (first[3], second[3])
      output = [second[1], second[2]]
      (height, width) = (convolution.height, convolution.width)
      self.isFrozen = false
    default:
      kind = .forward
      taps = [second[0], second[1]]
      (depth, filters) = (first[3], second[3])
      output = [result.shape[1], result.shape[2]]
      (height, width) = (convolution.height, convolution.width)
      self.isFrozen = isFrozen
    }
  }

  /// The same for each of so many parts of the batch.
  func part(of count: Int) -> ConvolutionForm {
    var form = self
    form.batch = batch / count
    return form
  }

  /// Padding of the picture that windows slide over, along an axis.
  func pictureLow(_ axis: Int) -> Int {
    let low = [height, width][axis].low
    return kind == .inputGradient ? taps[axis] - 1 - low : low
  }

  /// The convolution of stride 1 that this one is over its phases (``PhaseGraph``); `nil` where it has none.
  var phased: ConvolutionForm? {
    let s = height.stride
    guard (2...4).contains(s), width.stride == s, !isCropping, groups == 1,
      height.dilation == 1, width.dilation == 1, (input + output).allSatisfy({ $0 > 0 })
    else { return nil }
    var form = self
    form.taps = taps.map { ($0 + s - 1) / s }
    func axis(_ axis: Int) -> WindowAxis {
      let r = form.taps[axis]
      let (picture, positions) =
        kind == .inputGradient ? (output[axis], input[axis]) : (input[axis], output[axis])
      // Rows that lie in the picture: beyond them all is padding.
      let rows = min((picture + pictureLow(axis) + s - 1) / s, positions + r - 1)
      guard kind == .inputGradient else {
        form.input[axis] = rows
        return WindowAxis(high: positions + r - 1 - rows)
      }
      form.output[axis] = rows
      return WindowAxis(low: r - 1, high: rows - positions)
    }
    (form.height, form.width) = (axis(0), axis(1))
    if kind == .inputGradient { form.filters *= s * s } else { form.depth *= s * s }
    return form
  }

  private var isCropping: Bool {
    [height, width].contains { $0.low < 0 || $0.high < 0 }
  }

  /// Multiplications and additions of the direct form. Of the gradient to the input, each element is met by the taps of
  /// its own phase alone.
  var operations: Double {
    let phases = kind == .inputGradient ? height.stride * width.stride : 1
    return 2 * Double(batch * output[0] * output[1]) * Double(taps[0] * taps[1])
      * Double(depth / groups) * Double(filters) / Double(phases)
  }

  /// How many tiles of m × m outputs there are.
  func tiles(_ m: Int) -> Int { batch * ((output[0] + m - 1) / m) * ((output[1] + m - 1) / m) }

  /// Why it can only be computed directly; `nil` where it need not.
  var obstacle: String? {
    for axis in [height, width] {
      if axis.stride != 1 { return "stride \(axis.stride)" }
      if axis.dilation != 1 { return "dilation \(axis.dilation)" }
    }
    if isCropping { return "it crops what it reads" }
    if groups != 1 { return "\(groups) groups" }
    if taps[0] != taps[1] || WinogradMatrices.outputs(taps: taps[0]).isEmpty {
      return "\(taps[0]) x \(taps[1]) taps"
    }
    if batch == 0 || depth == 0 || filters == 0 { return "it is empty" }
    return nil
  }

  var text: String {
    "[\(batch), \(input[0]), \(input[1]), \(depth)] to [\(output[0]), \(output[1]), \(filters)]"
  }
}
