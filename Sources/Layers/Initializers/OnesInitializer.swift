import Config
import Graph
import Tensors

/// One everywhere.
///
/// Every element is 1.
public struct OnesInitializer: Initializer {
  public static let schema = Schema(
    "ones", "One everywhere.",
    discussion: "Every element is 1.")

  public init(_ fields: Fields) {}

  public func build(
    shape: Shape, fans: Fans, entry: String, context: InitialContext
  ) throws -> Tensor {
    try context.builder.filled(1, shape)
  }
}
