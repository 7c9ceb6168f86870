import Config
import Graph
import Tensors

/// In training, sets a random part of the channels to zero and scales the others up.
///
/// `x: [N, H, W, C]` → same. `x · m / (1 − rate)` with one m for each channel of each picture, 0 with probability
/// `rate`, else 1. Source: Tompson et al. 2015.
public struct SpatialDropoutLayer: Layer {
  public static let schema = Schema(
    "spatial_dropout",
    "In training, sets a random part of the channels to zero and scales the others up.",
    discussion: "`[H, W, C]` → same. Source: Tompson et al. 2015.", mainField: "rate",
    example: "- spatial_dropout: 0.2",
    fields: DropoutOptions.fields)

  let options: DropoutOptions

  public init(_ fields: Fields) { self.options = DropoutOptions(fields) }

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    try x.requirePictures("spatial_dropout")
    return try options.apply(x, drawing: Shape([x.shape[0], 1, 1, x.shape[3]]), context)
  }
}
