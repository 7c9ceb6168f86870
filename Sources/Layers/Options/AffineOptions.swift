import Config
import Diagnostics
import Graph
import Tensors

/// The trained scale γ and offset β that follow a normalization.
struct AffineOptions: Sendable {
  static let fields = [
    Field("scale", .boolean, .standard("true"), "Whether each channel has a trained factor."),
    Field("center", .boolean, .standard("true"), "Whether each channel has a trained offset."),
    Field(
      "initializer", .kind(of: InitializerCatalogue.catalogue), .standard("ones"),
      "The initializer of the factors: `{normal: {mean: 1, std: 0.02}}`."),
  ]

  let hasScale: Bool
  let hasCenter: Bool
  let initializer: any Initializer

  init(_ fields: Fields) throws {
    self.hasScale = fields.boolean("scale")
    self.hasCenter = fields.boolean("center")
    self.initializer = try InitializerCatalogue.make(fields.kind("initializer"))
    guard hasScale || fields.hasStandardValue("initializer") else {
      throw Diagnostic(
        "'initializer' begins the factors, and there are none with 'scale: false'",
        at: fields.range(of: "initializer"))
    }
  }

  /// `x · γ + β`, with the parameters `weight` and `bias` of the last axis.
  func apply(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    let channels = x.shape[x.shape.rank - 1]
    var y = x
    if hasScale {
      let weight = try context.parameter(
        "weight", shape: Shape([channels]), initializer: initializer,
        fans: Fans(input: channels, output: channels))
      y = try y * weight
    }
    if hasCenter {
      let bias = try context.parameter("bias", count: channels, filledWith: 0)
      y = try y + bias
    }
    return y
  }
}
