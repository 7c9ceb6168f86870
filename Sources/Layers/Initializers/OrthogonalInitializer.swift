import Config
import Graph
import Tensors

/// Orthogonal rows or columns of one length.
///
/// Of `weight: [out, …]` as a matrix `[out, rest]` the shorter side's vectors are orthogonal, each of length `gain`.
/// The orthogonal factor of a matrix of normal draws, which favours no direction, by Newton and Schulz's iteration.
/// Source: Saxe, McClelland & Ganguli 2013; Higham 2008, section 8.3.
public struct OrthogonalInitializer: Initializer {
  public static let schema = Schema(
    "orthogonal", "Orthogonal rows or columns of one length.",
    discussion: "Source: Saxe, McClelland & Ganguli 2013.", mainField: "gain",
    fields: [Field("gain", .number(.any), .standard("1"), "The length of each.")])

  let gain: Double

  public init(_ fields: Fields) { self.gain = fields.number("gain") }

  public func build(
    shape: Shape, fans: Fans, entry: String, context: InitialContext
  ) throws -> Tensor {
    guard shape.rank >= 2, shape.count > 0 else {
      throw ShapeMismatch(
        "orthogonal begins matrices, and this has the shape \(shape)", of: [shape])
    }
    let (rows, columns) = (shape[0], shape.count / shape[0])
    let isTall = rows > columns
    let matrix = isTall ? Shape([columns, rows]) : Shape([rows, columns])
    var x = try context.draw(.normal, shape: matrix, entry: entry)
    x = try x * x.squared().sum().squareRoot().reciprocal()
    // Steep steps first, each of which makes small singular values 3.4 times as great and leaves all below 1.3;
    // from there the plain iteration doubles its digits at each step.
    for _ in 0..<16 { x = try step(x, 3.4445, -4.7750, 2.0315) }
    for _ in 0..<8 { x = try step(x, 1.875, -1.25, 0.375) }
    let result = isTall ? try x.transposed([1, 0]) : x
    return try (result * gain).reshaped(shape)
  }

  /// `a X + b (X Xᵀ) X + c (X Xᵀ)² X`: a polynomial of each singular value.
  private func step(_ x: Tensor, _ a: Double, _ b: Double, _ c: Double) throws -> Tensor {
    let square = try x.matmul(x, transposeB: true)
    let factor = try square * b + square.matmul(square) * c
    return try x * a + factor.matmul(x)
  }
}
