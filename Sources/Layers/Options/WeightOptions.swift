import Config
import Graph

/// What layers with weights take: bias, activation, initializer.
struct WeightOptions: Sendable {
  static let fields = [
    Field("bias", .boolean, .standard("true"), "Whether to add a bias."),
    Field(
      "activation", .kind(of: ActivationCatalogue.catalogue), .optional,
      "An activation layer applied to the result: `relu`, `{leaky_relu: 0.2}`."),
    Field(
      "initializer", .kind(of: InitializerCatalogue.catalogue), .standard("glorot_uniform"),
      "The initializer of the weights."),
  ]

  let hasBias: Bool
  let activation: (any Layer)?
  let initializer: any Initializer

  init(_ fields: Fields) throws {
    self.hasBias = fields.boolean("bias")
    self.activation =
      fields.has("activation") ? try ActivationCatalogue.make(fields.kind("activation")) : nil
    self.initializer = try InitializerCatalogue.make(fields.kind("initializer"))
  }

  /// Adds the bias, one number a feature of the last axis, and applies the activation.
  func finish(_ y: Tensor, _ context: LayerContext) throws -> Tensor {
    var y = y
    if hasBias {
      let bias = try context.parameter(
        "bias", count: y.shape[y.shape.rank - 1], filledWith: 0)
      y = try y + bias
    }
    return try activation?.build(y, context) ?? y
  }
}
