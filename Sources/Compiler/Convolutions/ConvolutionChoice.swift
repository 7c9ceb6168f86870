import Graph

/// How a convolution of a graph is computed, and why.
public struct ConvolutionChoice: Hashable, Sendable, CustomStringConvertible {
  /// `conv2d`, `conv2d_input_gradient` or `conv2d_weight_gradient`.
  public let operation: String
  /// `[32, 28, 28, 1] to [14, 14, 64]`: the pictures that windows slide over, and what each of them becomes; of a gradient
  /// to the weights, the pictures and the adjoint that they meet.
  public let shapes: String
  public let origin: Origin
  let algorithm: ConvolutionAlgorithm

  /// `winograd F(4x4, 3x3), 1.192 ms by the model, direct 1.489`, or `direct: 2 groups`.
  public var reason: String { "\(algorithm)" }

  public var description: String { "\(operation) \(shapes)  \(origin.path): \(algorithm)" }
}
