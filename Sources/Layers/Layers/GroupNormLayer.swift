import Config
import Graph
import Tensors

/// Scales groups of channels of each example to zero mean and unit variance.
///
/// `x: [N, …, C]` → same, with the statistics over all axes but N and the C / groups channels of a group.
/// `y = (x − μ) / √(σ² + ε) · γ + β`. Source: Wu & He 2018.
public struct GroupNormLayer: Layer {
  public static let schema = Schema(
    "group_norm", "Scales groups of channels of each example to zero mean and unit variance.",
    discussion: "`[…, C]` → same. `groups: 1` takes all channels together. Source: Wu & He 2018.",
    mainField: "groups",
    example: "- group_norm: 2",
    fields: [
      Field(
        "groups", .integer(1...1 << 20), .standard("32"),
        "The number of groups, which divides the number of channels."),
      Field("epsilon", .number(.nonNegative), .standard("1e-3"), "Added to the variance."),
    ] + AffineOptions.fields)

  let groups: Int
  let epsilon: Double
  let affine: AffineOptions

  public init(_ fields: Fields) throws {
    self.groups = fields.integer("groups")
    self.epsilon = fields.number("epsilon")
    self.affine = try AffineOptions(fields)
  }

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    try x.requireFeatures("group_norm")
    let channels = x.shape[x.shape.rank - 1]
    guard channels % groups == 0 else {
      throw ShapeMismatch("\(groups) groups do not divide \(channels) channels")
    }
    let places = x.shape.extents.dropFirst().dropLast().reduce(1, *)
    context.warnOfLoneNumbers(places * channels / groups, "group_norm")
    let split = try x.reshaped(Shape([x.shape[0], places, groups, channels / groups]))
    let scaled = try split.normalized(axes: [1, 3], epsilon: epsilon).reshaped(x.shape)
    return try affine.apply(scaled, context)
  }
}
