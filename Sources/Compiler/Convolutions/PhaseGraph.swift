import Graph
import Tensors

/// Writes a convolution of stride s as one of stride 1 over its phases.
///
/// With `h = s·h' + p − low` the s² phases of a picture are channels of one that is s times smaller, and the tap
/// `k = s·j + p` is tap j of phase p, so that r = ⌈taps / s⌉ taps are left and no zero but that of a tap beyond the window
/// is multiplied. All three convolutions are made over such pictures and windows:
/// ```
/// Z[n, h', w', p·s·C + q·C + c] = x[n, s·h' + p − low, s·w' + q − low, c]
/// K[j, i, p·s·C + q·C + c, f] = kernel[s·j + p, s·i + q, c, f]
/// ```
/// A transposed convolution makes Z, all phases at once, and its picture is put together from it.
struct PhaseGraph {
  private let form: ConvolutionForm
  private let inner: ConvolutionForm
  private var stride: Int { form.height.stride }

  /// - Parameter inner: `form.phased`.
  init(_ form: ConvolutionForm, _ inner: ConvolutionForm) {
    self.form = form
    self.inner = inner
  }

  /// - Parameters:
  ///   - inputs: as the convolution takes them.
  ///   - convolve: the convolution of stride 1.
  func value(
    of inputs: [Tensor], _ convolve: ([Tensor]) throws(ShapeMismatch) -> Tensor
  ) throws(ShapeMismatch) -> Tensor {
    switch form.kind {
    case .forward:
      return try convolve([phases(of: inputs[0]), taps(of: inputs[1])])
    case .inputGradient:
      return try picture(of: convolve([inputs[0], taps(of: inputs[1])]))
    case .weightGradient:
      return try kernel(of: convolve([phases(of: inputs[0]), inputs[1]]))
    }
  }

  /// Padding above and to the left of the picture.
  private var lows: [Int] { [form.pictureLow(0), form.pictureLow(1)] }

  /// Z of x.
  private func phases(of x: Tensor) throws(ShapeMismatch) -> Tensor {
    let (s, rows, columns) = (stride, inner.input[0], inner.input[1])
    let (n, c) = (x.shape[0], x.shape[3])
    let framed = try x.apply(
      Pad(
        low: [0, lows[0], lows[1], 0],
        high: [0, s * rows - lows[0] - x.shape[1], s * columns - lows[1] - x.shape[2], 0]))
    return try framed.reshaped([n, rows, s, columns, s, c]).transposed([0, 1, 3, 2, 4, 5])
      .reshaped([n, rows, columns, s * s * c])
  }

  /// x of Z; what no window reads is 0.
  private func picture(of phases: Tensor) throws(ShapeMismatch) -> Tensor {
    let (s, rows, columns) = (stride, inner.output[0], inner.output[1])
    let (n, c) = (phases.shape[0], form.filters)
    let framed = try phases.reshaped([n, rows, columns, s, s, c]).transposed([0, 1, 3, 2, 4, 5])
      .reshaped([n, s * rows, s * columns, c])
    return try framed.apply(
      Pad(
        low: [0, -lows[0], -lows[1], 0],
        high: [
          0, form.output[0] + lows[0] - s * rows, form.output[1] + lows[1] - s * columns, 0,
        ]))
  }

  /// K of a kernel.
  private func taps(of kernel: Tensor) throws(ShapeMismatch) -> Tensor {
    let (s, r) = (stride, inner.taps)
    let (c, f) = (kernel.shape[2], kernel.shape[3])
    let whole = try kernel.padded(
      before: [0, 0, 0, 0], after: [s * r[0] - form.taps[0], s * r[1] - form.taps[1], 0, 0])
    return try whole.reshaped([r[0], s, r[1], s, c, f]).transposed([0, 2, 1, 3, 4, 5])
      .reshaped([r[0], r[1], s * s * c, f])
  }

  /// A kernel of K.
  private func kernel(of taps: Tensor) throws(ShapeMismatch) -> Tensor {
    let (s, r) = (stride, inner.taps)
    let (c, f) = (form.depth, form.filters)
    let whole = try taps.reshaped([r[0], r[1], s, s, c, f]).transposed([0, 2, 1, 3, 4, 5])
      .reshaped([s * r[0], s * r[1], c, f])
    return try whole.apply(
      Slice(start: [0, 0, 0, 0], extents: [form.taps[0], form.taps[1], c, f]))
  }
}
