import Config
import Graph
import Tensors

/// How weights begin: a tensor drawn by the `initialize` program, a function of seed and name only.
public protocol Initializer: Sendable {
  static var schema: Schema { get }
  init(_ fields: Fields)

  /// The values in the published axis order.
  func build(
    shape: Shape, fans: Fans, entry: String, context: InitialContext
  ) throws -> Tensor
}

/// How many numbers go into and come out of one weight's layer, each window's pixels counted.
public struct Fans: Hashable, Sendable {
  public let input: Int
  public let output: Int

  public init(input: Int, output: Int) {
    self.input = input
    self.output = output
  }

  var mean: Double { max(1, (Double(input) + Double(output)) / 2) }
}

extension InitialContext {
  func uniform(bound: Double, shape: Shape, entry: String) throws -> Tensor {
    try (draw(.uniform, shape: shape, entry: entry) * 2 - 1) * bound
  }

  /// Normal draws within two standard deviations of a normal distribution, scaled so that their own
  /// standard deviation is `deviation`, as Keras does.
  func truncatedNormal(deviation: Double, shape: Shape, entry: String) throws -> Tensor {
    // The standard deviation of what lies within ±2.
    try cutNormal(deviation: deviation / 0.87962566103423978, shape: shape, entry: entry)
  }

  /// Normal draws of this standard deviation, as if those farther than two of it from 0 were drawn again.
  func cutNormal(deviation: Double, shape: Shape, entry: String) throws -> Tensor {
    let tail = 0.022750131948179207  // Φ(−2)
    let probability = try draw(.uniform, shape: shape, entry: entry) * (1 - 2 * tail) + tail
    return try probability.normalQuantile() * deviation
  }
}
