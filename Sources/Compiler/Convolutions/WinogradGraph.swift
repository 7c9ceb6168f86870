import Graph
import Tensors

/// Writes one convolution as F(m × m, r × r): transforms of tiles and taps around a product of matrices.
///
/// n = m + r − 1; T tiles of n × n elements that overlap by r − 1, one for each m × m outputs. With the matrices of
/// `WinogradMatrices`, each used down and across:
/// ```
/// V[n², T, K] = input · tile · inputᵀ         U[n², K, F] = taps · kernel · tapsᵀ
/// y = output · (V × U) · outputᵀ              a product of matrices for each of the n² places
/// dkernel = tapsOutput · (Vᵀ × W) · …         W[n², T, F] = adjoint · adjoint tile · adjointᵀ
/// ```
struct WinogradGraph {
  private let form: ConvolutionForm
  private let matrices: WinogradMatrices
  private let m: Int
  /// Tiles down and across.
  private let tiles: [Int]

  init(_ form: ConvolutionForm, outputs: Int) {
    self.form = form
    m = outputs
    matrices = WinogradMatrices(outputs: outputs, taps: form.taps[0])
    tiles = form.output.map { ($0 + outputs - 1) / outputs }
  }

  /// - Parameter inputs: as the convolution takes them.
  func value(of inputs: [Tensor]) throws(ShapeMismatch) -> Tensor {
    switch form.kind {
    case .forward:
      return try assembled(
        inputTiles(inputs[0]).matmul(transformed(inputs[1], matrices.taps)))
    case .inputGradient:
      // With the taps reversed and the kernel's channels exchanged.
      return try assembled(
        inputTiles(inputs[0]).matmul(
          transformed(inputs[1], matrices.taps.reversed), transposeB: true))
    case .weightGradient:
      // Another rounding than the forward pass has: the same would be one value, kept from there until here, and
      // more than twice as large as the picture.
      let adjoint = TileTransform(matrices.adjoint, step: m, low: [0, 0], tiles: tiles)
      let products = try inputTiles(inputs[0], acrossFirst: true)
        .matmul(inputs[1].apply(adjoint), transposeA: true)
      return try products.apply(PlaneTransform(matrices.tapsOutput))
        .reshaped(Shape(form.taps + [form.depth, form.filters]))
    }
  }

  /// `[n², T, K]`
  private func inputTiles(_ x: Tensor, acrossFirst: Bool = false) throws(ShapeMismatch) -> Tensor {
    try x.apply(
      TileTransform(
        matrices.input, step: m, low: [form.height.low, form.width.low], tiles: tiles,
        acrossFirst: acrossFirst))
  }

  /// `[n², C, F]` of a kernel `[r, r, C, F]`.
  private func transformed(_ kernel: Tensor, _ matrix: TileMatrix) throws(ShapeMismatch) -> Tensor {
    let shape = kernel.shape
    return try kernel.reshaped([shape[0] * shape[1], shape[2], shape[3]])
      .apply(PlaneTransform(matrix))
  }

  /// `[N, OH, OW, F]` from the products `[n², T, F]`.
  private func assembled(_ products: Tensor) throws(ShapeMismatch) -> Tensor {
    try products.apply(TileAssembly(matrices.output, extents: [form.batch] + form.output))
  }
}
