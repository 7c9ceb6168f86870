import Config
import Graph
import Tensors

/// Zero everywhere.
///
/// Every element is 0.
public struct ZerosInitializer: Initializer {
  public static let schema = Schema(
    "zeros", "Zero everywhere.",
    discussion: "Every element is 0.")

  public init(_ fields: Fields) {}

  public func build(
    shape: Shape, fans: Fans, entry: String, context: InitialContext
  ) throws -> Tensor {
    try context.builder.filled(0, shape)
  }
}
