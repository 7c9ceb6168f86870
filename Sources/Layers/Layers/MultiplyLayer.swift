import Config
import Graph

/// The product of several outputs of one shape; an extent of 1 stretches.
public struct MultiplyLayer: NetworkLayer {
  public static let schema = JoinOptions.schema(
    .multiply, "The product of several outputs.",
    shapes: "`[…]`, `[…]` → same; an extent of 1 stretches.",
    example: "<- conv2d: {filters: 4, kernel: 3}\n<  as: again\n- multiply: [features]")

  private let options: JoinOptions
  public var reads: LayerReads { options.reads }

  public init(_ fields: Fields) throws { options = try JoinOptions(fields) }

  public func build(_ inputs: [Tensor], _ context: LayerContext) throws -> Tensor {
    try Join.multiply.build(inputs)
  }
}
