import Config
import Graph

/// The trained scale γ and offset β that follow a normalization.
struct AffineOptions: Sendable {
  static let fields = [
    Field("scale", .boolean, .standard("true"), "Whether each channel has a trained factor."),
    Field("center", .boolean, .standard("true"), "Whether each channel has a trained offset."),
  ]

  let hasScale: Bool
  let hasCenter: Bool

  init(_ fields: Fields) {
    self.hasScale = fields.boolean("scale")
    self.hasCenter = fields.boolean("center")
  }

  /// `x · γ + β`, with the parameters `weight` and `bias` of the last axis.
  func apply(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    let channels = x.shape[x.shape.rank - 1]
    var y = x
    if hasScale {
      let weight = try context.parameter("weight", count: channels, filledWith: 1)
      y = try y * weight
    }
    if hasCenter {
      let bias = try context.parameter("bias", count: channels, filledWith: 0)
      y = try y + bias
    }
    return y
  }
}
