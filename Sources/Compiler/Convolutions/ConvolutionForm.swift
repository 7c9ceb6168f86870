import Graph
import Tensors

/// One of the three convolutions, as the choice of its algorithm sees it: images of `[N, H, W, K]` under a
/// window become `[N, OH, OW, N]`, or two of them weights.
struct ConvolutionForm: Sendable {
  enum Kind: Hashable, Sendable { case forward, inputGradient, weightGradient }

  let kind: Kind
  /// How the window slides over what is transformed in tiles; of the gradient to the input, over the adjoint.
  let height: WindowAxis
  let width: WindowAxis
  let groups: Int
  let batch: Int
  /// Rows and columns of the tiled input, and of the outputs (of weight gradients: of the adjoint).
  let input: [Int]
  let output: [Int]
  /// Taps down and across.
  let taps: [Int]
  /// Channels that are summed over, and that are made; of weight gradients the kernel's two.
  let depth: Int
  let filters: Int
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

  /// Multiplications and additions of the direct form.
  var operations: Double {
    2 * Double(batch * output[0] * output[1]) * Double(taps[0] * taps[1])
      * Double(depth / groups) * Double(filters)
  }

  /// How many tiles of m × m outputs there are.
  func tiles(_ m: Int) -> Int { batch * ((output[0] + m - 1) / m) * ((output[1] + m - 1) / m) }

  /// Why it can only be computed directly; `nil` where it need not.
  var obstacle: String? {
    for axis in [height, width] {
      if axis.stride != 1 { return "stride \(axis.stride)" }
      if axis.dilation != 1 { return "dilation \(axis.dilation)" }
      if axis.low < 0 || axis.high < 0 { return "it crops what it reads" }
    }
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
