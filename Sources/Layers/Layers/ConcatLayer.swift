import Config
import Graph

/// Several outputs, one after another along the last axis: `[N, …, C₁]`, `[N, …, C₂]` → `[N, …, C₁ + C₂]`.
public struct ConcatLayer: NetworkLayer {
  public static let schema = JoinOptions.schema(
    .concat, "Concatenates several outputs along the channels.",
    shapes: "`[H, W, C]`, `[H, W, D]` → `[H, W, C + D]`.",
    example: "<- conv2d: {filters: 8, kernel: 3}\n- concat: [features]")

  private let options: JoinOptions
  public var reads: LayerReads { options.reads }

  public init(_ fields: Fields) throws { options = try JoinOptions(fields) }

  public func build(_ inputs: [Tensor], _ context: LayerContext) throws -> Tensor {
    try Join.concat.build(inputs)
  }
}
