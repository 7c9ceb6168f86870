import Config
import Graph

/// What the layers of a transformer take: attention, and two dense layers at each place.
struct TransformerOptions: Sendable {
  static let fields =
    AttentionOptions.fields + [
      Field("hidden", .integer(1...1 << 20), .required, "The units between the two dense layers."),
      Field(
        "activation", .kind(of: ActivationCatalogue.catalogue), .standard("relu"),
        "The activation between the two dense layers."),
      Field("epsilon", .number(.nonNegative), .standard("1e-3"), "Added to the norms' variance."),
    ]

  let attention: AttentionOptions
  let hidden: Int
  let activation: any Layer
  let epsilon: Double

  init(_ fields: Fields) throws {
    self.attention = try AttentionOptions(fields)
    self.hidden = fields.integer("hidden")
    self.activation = try ActivationCatalogue.make(fields.kind("activation"))
    self.epsilon = fields.number("epsilon")
  }

  /// The layer norm of `x + y`.
  func joined(_ x: Tensor, _ y: Tensor, _ name: String, _ context: LayerContext) throws -> Tensor {
    let scaled = try (x + y).normalized(axes: [2], epsilon: epsilon)
    let weight = try context.parameter(name + ".weight", count: x.shape[2], filledWith: 1)
    return try scaled * weight + context.parameter(name + ".bias", count: x.shape[2], filledWith: 0)
  }

  /// The dense layers at each place, joined with what goes in.
  func fedForward(_ x: Tensor, _ norm: String, _ context: LayerContext) throws -> Tensor {
    let inner = try activation.build(
      attention.project(x, to: hidden, "dense_1", context), context)
    let y = try attention.project(inner, to: x.shape[2], "dense_2", context)
    return try joined(x, y, norm, context)
  }
}
