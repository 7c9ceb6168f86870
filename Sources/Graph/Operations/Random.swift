import Tensors

/// Draws of a stream, one an element, by the element's row-major index and the step.
///
/// The input is the step as uint32 `[2]`: low and high word. Uniform and normal draws are float32, whole
/// numbers int32. See `RandomStream`.
public struct Random: Operation {
  public static let name = "random"
  public let distribution: Scalar.Distribution
  public let stream: RandomStream
  public let shape: Shape

  public init(_ distribution: Scalar.Distribution, stream: RandomStream, shape: Shape) {
    self.distribution = distribution
    self.stream = stream
    self.shape = shape
  }

  public func outputs(of inputs: [TensorType]) throws(ShapeMismatch) -> [TensorType] {
    try requireCount(1, inputs)
    guard inputs[0] == TensorType([2], .uint32) else {
      throw ShapeMismatch(
        "random needs the step as u32[2], found \(inputs[0])", of: [inputs[0].shape])
    }
    switch distribution {
    case .uniform, .normal: return [TensorType(shape)]
    case .integer(let low, let high):
      let range = Int(Int32.min)...Int(Int32.max)
      guard range.contains(low), range.contains(high), low < high, high - low <= range.upperBound
      else {
        throw ShapeMismatch("random needs whole numbers low < high, found \(low) and \(high)")
      }
      return [TensorType(shape, .int32)]
    }
  }

  public func statements(inputs: [TensorType], outputs: [TensorType]) -> [Statement] {
    let loops = shape.rank
    return [
      .pointwise(
        over: shape.extents,
        reads: (0..<2).map { .init(input: 0, index: [.affine(.constant($0, of: loops))]) },
        value: .random(
          distribution, key: stream.key, element: Affine(coefficients: shape.strides), stepLow: 0,
          stepHigh: 1))
    ]
  }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] { [nil] }

  public var attributes: String { "\(distribution) key=\(String(stream.key, radix: 16))" }
}
