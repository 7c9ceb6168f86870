import Tensors

/// The greatest element under each window, and which tap it is.
///
/// `x: [N, H, W, C]` → two outputs `[N, OH, OW, C]`: the values, and as int32 the tap's row-major number in
/// the window (the first wins). Padding never wins. Loops of both statements: n, oh, ow, c, kh, kw.
public struct MaxPool: Pooling {
  public static let name = "max_pool"
  public let window: [Int]
  public let height: WindowAxis
  public let width: WindowAxis

  public init(window: [Int], height: WindowAxis, width: WindowAxis) {
    self.window = window
    self.height = height
    self.width = width
  }

  public func outputs(of inputs: [TensorType]) throws(ShapeMismatch) -> [TensorType] {
    try requireCount(1, inputs)
    try requireFloat(inputs)
    try requireRank(4, inputs[0], "an input of 4 axes [N, H, W, C]")
    let shape = try pooled(inputs[0].shape)
    return [TensorType(shape), TensorType(shape, .int32)]
  }

  public func statements(inputs: [TensorType], outputs: [TensorType]) -> [Statement] {
    let y = outputs[0].shape
    let extents = [y[0], y[1], y[2], y[3], window[0], window[1]]
    return [Statement.Combine.max, .argmax].enumerated().map { output, combine in
      Statement(
        extents: extents, reads: [underTap(outside: -.infinity, input: 0)],
        writes: [
          Statement.Write(
            output: output, index: Statement.Index.loops(0..<4, of: 6), combine: combine,
            value: .read(0))
        ])
    }
  }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    guard let adjoint = adjoints[0] else { return [nil] }
    let x = inputs[0].shape
    let transpose = MaxPoolGradient(
      window: window, height: height, width: width, inputExtents: [x[1], x[2]])
    return [try adjoint.apply(transpose, outputs[1])]
  }
}
