import Tensors

/// Reads, for each window, the element under a given tap.
///
/// `x: [N, H, W, C]`, `tap: int32 [N, OH, OW, C]` → `[N, OH, OW, C]`. With the taps of a `MaxPool` this is its
/// derivative, and the gradient of `MaxPoolGradient`. Loops of its statement: n, oh, ow, c, kh, kw.
public struct MaxPoolGather: Pooling {
  public static let name = "max_pool_gather"
  public let window: [Int]
  public let height: WindowAxis
  public let width: WindowAxis

  public init(window: [Int], height: WindowAxis, width: WindowAxis) {
    self.window = window
    self.height = height
    self.width = width
  }

  public func outputs(of inputs: [TensorType]) throws(ShapeMismatch) -> [TensorType] {
    try requireCount(2, inputs)
    try requireFloat([inputs[0]])
    try requireRank(4, inputs[0], "an input of 4 axes [N, H, W, C]")
    let shape = try pooled(inputs[0].shape)
    guard inputs[1] == TensorType(shape, .int32) else {
      throw ShapeMismatch(
        "\(name) needs taps of type \(TensorType(shape, .int32)), found \(inputs[1])",
        of: [shape, inputs[1].shape])
    }
    return [TensorType(shape)]
  }

  public func statements(inputs: [TensorType], outputs: [TensorType]) -> [Statement] {
    let y = outputs[0].shape
    let position = Statement.Index.loops(0..<4, of: 6)
    let tap = Scalar.binary(
      .add, .binary(.multiply, .loop(4), .constant(Double(window[1]))), .loop(5))
    return [
      Statement(
        extents: [y[0], y[1], y[2], y[3], window[0], window[1]],
        reads: [underTap(outside: 0, input: 0), .init(input: 1, index: position)],
        writes: [
          .init(
            output: 0, index: position, combine: .sum,
            value: .select(.binary(.equal, .read(1), tap), .read(0), .constant(0)))
        ])
    ]
  }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    guard let adjoint = adjoints[0] else { return [nil, nil] }
    let x = inputs[0].shape
    let transpose = MaxPoolGradient(
      window: window, height: height, width: width, inputExtents: [x[1], x[2]])
    return [try adjoint.apply(transpose, inputs[1]), nil]
  }
}
