import Config
import Graph

/// In training, sets a random part of the values to zero and scales the others up.
///
/// `x: any shape` → same. `x · m / (1 − rate)` with m 0 with probability `rate`, else 1.
/// Source: Srivastava et al. 2014.
public struct DropoutLayer: Layer {
  public static let schema = Schema(
    "dropout", "In training, sets a random part of the values to zero and scales the others up.",
    discussion: "`[…]` → same. Source: Srivastava et al. 2014.", mainField: "rate",
    example: "- dropout: 0.3",
    fields: DropoutOptions.fields)

  let options: DropoutOptions

  public init(_ fields: Fields) { self.options = DropoutOptions(fields) }

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    try options.apply(x, drawing: x.shape, context)
  }
}
